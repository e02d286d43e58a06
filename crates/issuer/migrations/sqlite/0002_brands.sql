-- How the pages look and speak for an organization's domains. What is NULL is as built in.

CREATE TABLE brands (
    organization INTEGER PRIMARY KEY REFERENCES organizations (id) ON DELETE CASCADE,
    -- The name is made of the content's hash, so two organizations may share it.
    logo_name TEXT,
    logo BLOB CHECK (length(logo) BETWEEN 1 AND 65536),
    color TEXT,
    color_dark TEXT,
    forgot_password TEXT,
    language TEXT,
    -- An object of texts by key, in that language.
    texts TEXT,
    CHECK ((logo IS NULL) = (logo_name IS NULL)),
    CHECK (color IS NOT NULL OR color_dark IS NULL),
    CHECK (language IS NOT NULL OR texts IS NULL)
) STRICT;
CREATE INDEX brands_by_logo ON brands (logo_name);
