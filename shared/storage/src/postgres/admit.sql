-- Lets the user named by overfast.app_user do what the functions do. The server quotes the name.
do $$
declare
    app_user constant text := current_setting('overfast.app_user');
begin
    -- Roles and grants of two at once would collide.
    perform pg_advisory_xact_lock(7305808669068423);
    if not exists (select from pg_roles where rolname = app_user) then
        execute format('create role %I login', app_user);
    end if;
    -- RDS has this role; its members come in with a token of IAM. Who may not grant it has it done by another.
    if exists (
        select from pg_roles
        where rolname = 'rds_iam' and not pg_has_role(app_user, oid, 'member')
    ) then
        execute format('grant rds_iam to %I', app_user);
    end if;
    execute format('grant usage on schema %I to %I', current_schema(), app_user);
    execute format('grant select, insert, update, delete on all tables in schema %I to %I', current_schema(), app_user);
    execute format('revoke all on _sqlx_migrations from %I', app_user);
    execute format('grant usage on type static_data_category to %I', app_user);
    -- API Gateway gives up after 30 seconds.
    execute format('alter role %I set statement_timeout = ''25s''', app_user);
end
$$;
