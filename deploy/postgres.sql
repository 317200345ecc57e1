-- What a cluster of silos keeps in PostgreSQL 12 or newer: who its members are, and what its grains must not forget. `netmesh cluster init FILE` applies it.
-- Running it again, or while the cluster runs, changes nothing. Several clusters can share it: every row names its own.
--
-- Orleans' ADO.NET providers know one table by name, OrleansQuery, and take every statement they execute from it. The names of its keys, of the statements'
-- parameters and of the columns they return are those providers' contract; the other tables are ours. All of them lie in a schema of their own, which
-- netmesh names in the search path of its connections, so that a database can be shared with other applications, those on Orleans included.
--
-- To look:  SELECT silo_name, status FROM netmesh.membership;   SELECT grain_key, state FROM netmesh.grain_state WHERE state_name = 'swarm-progress';

BEGIN;

-- Silos that start together may all come here first.
SELECT pg_advisory_xact_lock(7309453001);

SET LOCAL client_min_messages = warning;
CREATE SCHEMA IF NOT EXISTS netmesh;
SET LOCAL search_path = netmesh;

CREATE TABLE IF NOT EXISTS OrleansQuery
(
    QueryKey  text PRIMARY KEY,
    QueryText text NOT NULL
);

-- Members -------------------------------------------------------------------------------------------------------------------------------------------------

-- Every change of a member counts this up: a silo that decided on an older view of the cluster finds another number here, and decides anew.
CREATE TABLE IF NOT EXISTS membership_version
(
    cluster    text        PRIMARY KEY,
    version    integer     NOT NULL DEFAULT 0,
    changed_at timestamptz NOT NULL DEFAULT now()
);

-- A silo that restarts under its old address is another row, with a higher generation.
CREATE TABLE IF NOT EXISTS membership
(
    cluster       text        NOT NULL REFERENCES membership_version ON DELETE CASCADE,
    address       text        NOT NULL,
    port          integer     NOT NULL,
    generation    integer     NOT NULL,
    silo_name     text        NOT NULL,
    host_name     text        NOT NULL,
    -- 1 created, 2 joining, 3 active, 4 shutting down, 5 stopping, 6 dead
    status        integer     NOT NULL,
    -- Where clients of the cluster connect; 0: nowhere.
    gateway_port  integer     NOT NULL,
    -- Who suspects it to be dead, and since when.
    suspected_by  text,
    started_at    timestamptz NOT NULL,
    alive_at      timestamptz NOT NULL,
    PRIMARY KEY (cluster, address, port, generation)
);

-- What grains keep -----------------------------------------------------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS grain_state
(
    cluster    text        NOT NULL,
    -- The name under which the grain's class asks for it; no two classes use the same.
    state_name text        NOT NULL,
    -- A grain's key is a text, or a number or GUID in two halves with an empty text.
    grain_key  text        NOT NULL,
    key_high   bigint      NOT NULL,
    key_low    bigint      NOT NULL,
    -- Counts the writes: a grain that writes over what it has not read is refused.
    version    integer     NOT NULL,
    -- json, not jsonb: kept letter for letter, as it was written.
    state      json,
    written_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (cluster, state_name, grain_key, key_high, key_low)
);

-- What the providers execute --------------------------------------------------------------------------------------------------------------------------------
-- Each is one statement, so that it happens wholly or not at all. Where two meet, the second waits for the first one's row and then sees its version.

CREATE TEMPORARY TABLE wanted (QueryKey text PRIMARY KEY, QueryText text NOT NULL) ON COMMIT DROP;
INSERT INTO wanted VALUES

('InsertMembershipVersionKey', $query$
WITH added AS (INSERT INTO membership_version (cluster) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
SELECT EXISTS (SELECT 1 FROM added)
$query$),

('InsertMembershipKey', $query$
WITH counted AS (
    UPDATE membership_version SET version = version + 1, changed_at = now()
    WHERE cluster = @DeploymentId AND version = @Version AND NOT EXISTS (
        SELECT 1 FROM membership WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING cluster),
added AS (
    INSERT INTO membership (cluster, address, port, generation, silo_name, host_name, status, gateway_port, started_at, alive_at)
    SELECT cluster, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM counted
    RETURNING 1)
SELECT EXISTS (SELECT 1 FROM added)
$query$),

('UpdateMembershipKey', $query$
WITH counted AS (
    UPDATE membership_version SET version = version + 1, changed_at = now()
    WHERE cluster = @DeploymentId AND version = @Version AND EXISTS (
        SELECT 1 FROM membership WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING cluster),
changed AS (
    UPDATE membership SET status = @Status, suspected_by = @SuspectTimes, alive_at = @IAmAliveTime
    FROM counted
    WHERE membership.cluster = counted.cluster AND address = @Address AND port = @Port AND generation = @Generation
    RETURNING 1)
SELECT EXISTS (SELECT 1 FROM changed)
$query$),

-- Not a change of the members: it does not count.
('UpdateIAmAlivetimeKey', $query$
UPDATE membership SET alive_at = @IAmAliveTime WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$query$),

-- The version comes back even where there is no member.
('MembershipReadAllKey', $query$
SELECT version AS Version, address AS Address, port AS Port, generation AS Generation, silo_name AS SiloName, host_name AS HostName, status AS Status,
    gateway_port AS ProxyPort, suspected_by AS SuspectTimes, started_at AS StartTime, alive_at AS IAmAliveTime
FROM membership_version LEFT JOIN membership USING (cluster)
WHERE cluster = @DeploymentId
$query$),

('MembershipReadRowKey', $query$
SELECT version AS Version, address AS Address, port AS Port, generation AS Generation, silo_name AS SiloName, host_name AS HostName, status AS Status,
    gateway_port AS ProxyPort, suspected_by AS SuspectTimes, started_at AS StartTime, alive_at AS IAmAliveTime
FROM membership_version
LEFT JOIN membership ON membership.cluster = membership_version.cluster AND address = @Address AND port = @Port AND generation = @Generation
WHERE membership_version.cluster = @DeploymentId
$query$),

('GatewaysQueryKey', $query$
SELECT address AS Address, gateway_port AS ProxyPort, generation AS Generation
FROM membership
WHERE cluster = @DeploymentId AND status = @Status AND gateway_port > 0
$query$),

('DeleteMembershipTableEntriesKey', $query$
DELETE FROM membership_version WHERE cluster = @DeploymentId
$query$),

('CleanupDefunctSiloEntriesKey', $query$
DELETE FROM membership WHERE cluster = @DeploymentId AND status <> 3 AND alive_at < @IAmAliveTime
$query$),

-- The providers' hashes of name and key serve databases that cannot index long texts; here they are not needed.
('ReadFromStorageKey', $query$
SELECT convert_to(state::text, 'UTF8') AS PayloadBinary, version AS Version
FROM grain_state
WHERE cluster = @ServiceId AND state_name = @GrainTypeString
    AND grain_key = coalesce(@GrainIdExtensionString, '') AND key_high = @GrainIdN0 AND key_low = @GrainIdN1
$query$),

-- No version: the grain has read that there is nothing. No row comes back when somebody else has written since the grain read.
('WriteToStorageKey', $query$
WITH changed AS (
    UPDATE grain_state SET version = version + 1, state = convert_from(@PayloadBinary, 'UTF8')::json, written_at = now()
    WHERE cluster = @ServiceId AND state_name = @GrainTypeString
        AND grain_key = coalesce(@GrainIdExtensionString, '') AND key_high = @GrainIdN0 AND key_low = @GrainIdN1 AND version = @GrainStateVersion
    RETURNING version),
added AS (
    INSERT INTO grain_state (cluster, state_name, grain_key, key_high, key_low, version, state)
    SELECT @ServiceId, @GrainTypeString, coalesce(@GrainIdExtensionString, ''), @GrainIdN0, @GrainIdN1, 1, convert_from(@PayloadBinary, 'UTF8')::json
    WHERE @GrainStateVersion IS NULL
    ON CONFLICT DO NOTHING
    RETURNING version)
SELECT version AS NewGrainStateVersion FROM changed UNION ALL SELECT version FROM added
$query$),

('ClearStorageKey', $query$
UPDATE grain_state SET version = version + 1, state = NULL, written_at = now()
WHERE cluster = @ServiceId AND state_name = @GrainTypeString
    AND grain_key = coalesce(@GrainIdExtensionString, '') AND key_high = @GrainIdN0 AND key_low = @GrainIdN1 AND version = @GrainStateVersion
RETURNING version
$query$),

('DeleteStorageKey', $query$
DELETE FROM grain_state
WHERE cluster = @ServiceId AND state_name = @GrainTypeString
    AND grain_key = coalesce(@GrainIdExtensionString, '') AND key_high = @GrainIdN0 AND key_low = @GrainIdN1 AND version = @GrainStateVersion
RETURNING version + 1
$query$);

INSERT INTO OrleansQuery AS kept (QueryKey, QueryText)
SELECT QueryKey, btrim(QueryText, E'\n') FROM wanted
ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText WHERE kept.QueryText <> excluded.QueryText;

COMMIT;
