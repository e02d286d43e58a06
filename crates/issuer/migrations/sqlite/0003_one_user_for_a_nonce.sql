-- A nonce is bound to one user: who else has something bound to it is asked at each mint.

CREATE INDEX handoffs_by_nonce ON handoffs (nonce);
