using Reprise.Interactions;
using Reprise.Storage.ClickHouse.Http;
using Reprise.Storage.ClickHouse.Queries;
using Reprise.Storage.ClickHouse.Rows;
using Reprise.Store;

namespace Reprise.Storage.ClickHouse;

/// <summary>
/// Keeps interactions in a ClickHouse database. Whoever appends passes a gate, so that looking for known ids and inserting belong together; whoever removes passes
/// another, since the server may work on it for minutes; readers never wait. A call that finds the store closed opens it, so that a server that was away at the start
/// is used as soon as it answers.
/// </summary>
public sealed class ClickHouseInteractionStore : IInteractionStore
{
    private readonly ClickHouseStoreOptions _options;
    private readonly ClickHouseClient _client;
    private readonly ClickHouseWriter _writer;
    private readonly ClickHouseDeletion _deletion;
    private readonly Tidying _tidying;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SemaphoreSlim _removing = new(1, 1);
    private volatile bool _isOpen;
    private volatile bool _isDisposed;

    public ClickHouseInteractionStore(ClickHouseStoreOptions options, TimeProvider time)
        : this(options, time, null)
    {
    }

    /// <summary>For tests: over another way to the server.</summary>
    internal ClickHouseInteractionStore(ClickHouseStoreOptions options, TimeProvider time, HttpMessageHandler? handler)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _options = options;
        _client = new ClickHouseClient(options, handler);
        _writer = new ClickHouseWriter(_client, time);
        _deletion = new ClickHouseDeletion(_client, _gate);
        _tidying = new Tidying(_client, time);
    }

    public string Engine => "clickhouse";

    public Task OpenAsync(CancellationToken cancellationToken) => WriteAsync(() => Task.FromResult(true), cancellationToken);

    public Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return AppendBesideRemovalAsync(batch, cancellationToken);
    }

    public Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(project);
        return ReadAsync(
            async () =>
            {
                // Facts first: a deletion takes the row before its facts, so a row that is there afterwards had them all.
                var facts = await FactsAsync(project, [id], cancellationToken).ConfigureAwait(false);
                var sql = new SqlText().Add($"SELECT {InteractionRow.AllColumns} FROM interactions WHERE project = ").Value(project).Add(" AND id = ").Value(id).Add(" LIMIT 1");
                var rows = await _client.QueryAsync(sql.ToString(), cancellationToken).ConfigureAwait(false);
                return rows.AtEnd ? null : BodyColumns.Read(rows, InteractionRow.Read(rows).Interaction) with { Facts = FactFold.Ordered(facts[id]) };
            },
            cancellationToken);
    }

    public Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query);
        return ReadAsync(
            async () =>
            {
                var (page, cursor) = await PageAsync(InteractionRow.Columns, InteractionRow.Read, row => row.Position, query, cancellationToken).ConfigureAwait(false);
                // One that two servers are just storing at once may stand beside itself for a moment.
                var rows = page.Select(row => row.Interaction).DistinctBy(interaction => interaction.Id).ToArray();
                var facts = await FactsAsync(query.Project, rows.Select(interaction => interaction.Id), cancellationToken).ConfigureAwait(false);
                return new InteractionPage([.. rows.Select(interaction => new InteractionSummary(interaction, FactFold.Ordered(facts[interaction.Id])))], cursor);
            },
            cancellationToken);
    }

    public Task<RecordPage> ReadAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query);
        return ReadAsync(() => ReadPageAsync(query, cancellationToken), cancellationToken);
    }

    public Task<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken)
    {
        var fields = QueryLimits.Check(query);
        return ReadAsync(
            async () =>
            {
                var folds = new SqlText().Add("SELECT countIf(kind = 'correction' AND cost IS NOT NULL) > 0, countIf(kind = 'evaluation' AND name = 'quality_score' AND value IS NOT NULL) > 0 FROM facts WHERE project = ").Value(query.Project);
                var known = await _client.QueryAsync(folds.ToString(), cancellationToken).ConfigureAwait(false);
                var rows = await _client.QueryAsync(AggregateSql.Write(query, fields, known.Flag(), known.Flag()), cancellationToken).ConfigureAwait(false);
                return AggregateSql.Read(rows, query, fields);
            },
            cancellationToken);
    }

    public Task<long> DeleteAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query with { Cursor = null });
        return RemoveAsync(() => _deletion.DeleteAsync(query, cancellationToken), cancellationToken);
    }

    public Task<long> DropBodiesAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query with { Cursor = null });
        return RemoveAsync(() => _deletion.DropBodiesAsync(query, cancellationToken), cancellationToken);
    }

    public Task<IReadOnlyList<string>> ProjectsAsync(CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<string>>(
        async () =>
        {
            var rows = await _client.QueryAsync("SELECT DISTINCT toString(project) FROM interactions UNION DISTINCT SELECT DISTINCT toString(project) FROM facts", cancellationToken).ConfigureAwait(false);
            var projects = new List<string>();
            while (!rows.AtEnd) projects.Add(rows.Text());
            projects.Sort(StringComparer.Ordinal);
            return projects;
        },
        cancellationToken);

    public Task<IReadOnlyList<Fact>> WaitingFactsAsync(string project, InteractionId? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(project);
        return ReadAsync<IReadOnlyList<Fact>>(
            async () =>
            {
                var sql = new SqlText().Add($"SELECT {FactRow.Columns} FROM facts WHERE project = ").Value(project);
                if (after is { } last) sql.Add(" AND id > ").Value(last);
                sql.Add(" AND interaction NOT IN (SELECT id FROM interactions WHERE project = ").Value(project).Add(" AND id IN (SELECT interaction FROM facts WHERE project = ").Value(project)
                    .Add(")) ORDER BY id LIMIT 1 BY id LIMIT ").Value(limit);
                var rows = await _client.QueryAsync(sql.ToString(), cancellationToken).ConfigureAwait(false);
                var facts = new List<Fact>();
                while (!rows.AtEnd) facts.Add(FactRow.Read(rows));
                return facts;
            },
            cancellationToken);
    }

    /// <summary>
    /// Writes the partitions that have removed rows anew and waits for it. The server keeps parts that were replaced for some minutes more (<c>old_parts_lifetime</c>, 8 by
    /// default) before it deletes their files.
    /// </summary>
    public Task ScrubAsync(CancellationToken cancellationToken) => RemoveAsync(
        async () =>
        {
            await _tidying.RunAsync(isAwaited: true, cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    public async Task<int> DeleteWaitingFactsAsync(string project, IReadOnlyList<InteractionId> factIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factIds);
        if (factIds.Count == 0) return 0;
        return await RemoveAsync(
            async () =>
            {
                var waiting = new SqlText().Add(" FROM facts WHERE project = ").Value(project).Add(" AND id IN ").Ids(factIds)
                    .Add(" AND interaction NOT IN (SELECT id FROM interactions WHERE project = ").Value(project).Add(")").ToString();
                var rows = await _client.QueryAsync($"SELECT toInt64(uniqExact(id)){waiting}", cancellationToken).ConfigureAwait(false);
                await _client.ExecuteAsync($"DELETE{waiting}", inDatabase: true, isSlow: true, cancellationToken).ConfigureAwait(false);
                return (int)rows.Int64();
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets whoever writes end. Calls that come later are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        await _removing.WaitAsync().ConfigureAwait(false);
        await _gate.WaitAsync().ConfigureAwait(false);
        _isDisposed = true;
        await _tidying.DisposeAsync().ConfigureAwait(false);
        _client.Dispose();
        _gate.Release();
        _removing.Release();
    }

    private async Task<RecordPage> ReadPageAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        while (true)
        {
            // 1. Which ones, as far as their bodies are not too large together.
            var (page, cursor) = await PageAsync($"position, id, {BodyColumns.Length}", row => new PageRow(row.Int64(), row.Id(), row.Int64()), row => row.Position, query, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) return new RecordPage([], null);
            var bytes = 0L;
            var count = 0;
            while (count < page.Count && bytes < RecordPage.MostBytes) bytes += page[count++].Bytes;
            var chosen = page.Take(count).ToArray();
            if (chosen.Length < page.Count) cursor = PageCursor.Write(chosen[^1].Position, query.Ascending);

            // 2. Their facts, then their rows: what is still there after its facts were read had them all (see FindAsync).
            var facts = await FactsAsync(query.Project, chosen.Select(row => row.Id), cancellationToken).ConfigureAwait(false);
            var direction = query.Ascending ? "ASC" : "DESC";
            var sql = new SqlText().Add($"SELECT {InteractionRow.AllColumns} FROM interactions WHERE project = ").Value(query.Project).Add(" AND position IN ").Positions(chosen.Select(row => row.Position).Distinct())
                .Add(" AND id IN ").Ids(chosen.Select(row => row.Id)).Add($" ORDER BY position {direction}, id {direction} LIMIT 1 BY position, id");
            var rows = await _client.QueryAsync(sql.ToString(), cancellationToken).ConfigureAwait(false);
            var items = new List<RecordedInteraction>(chosen.Length);
            while (!rows.AtEnd)
            {
                var interaction = InteractionRow.Read(rows).Interaction;
                items.Add(BodyColumns.Read(rows, interaction) with { Facts = FactFold.Ordered(facts[interaction.Id]) });
            }

            // 3. All of them deleted meanwhile: what follows, so that a page is never empty but at the end.
            if (items.Count > 0 || cursor is null) return new RecordPage(items, cursor);
            query = query with { Cursor = cursor };
        }
    }

    private async Task<(IReadOnlyList<T> Rows, string? Cursor)> PageAsync<T>(string columns, Func<RowReader, T> read, Func<T, long> position, InteractionQuery query, CancellationToken cancellationToken)
    {
        var reader = await _client.QueryAsync(QuerySql.Page(columns, query), cancellationToken).ConfigureAwait(false);
        var rows = new List<T>(query.Limit + 1);
        while (!reader.AtEnd) rows.Add(read(reader));
        if (rows.Count <= query.Limit) return (rows, null);
        rows.RemoveAt(query.Limit);
        return (rows, PageCursor.Write(position(rows[^1]), query.Ascending));
    }

    private async Task<ILookup<InteractionId, Fact>> FactsAsync(string project, IEnumerable<InteractionId> interactions, CancellationToken cancellationToken)
    {
        var ids = interactions.ToArray();
        var facts = new List<Fact>();
        if (ids.Length > 0)
        {
            var sql = new SqlText().Add($"SELECT {FactRow.Columns} FROM facts WHERE project = ").Value(project).Add(" AND interaction IN ").Ids(ids).Add(" LIMIT 1 BY interaction, id");
            var rows = await _client.QueryAsync(sql.ToString(), cancellationToken).ConfigureAwait(false);
            while (!rows.AtEnd) facts.Add(FactRow.Read(rows));
        }

        return facts.ToLookup(fact => fact.InteractionId);
    }

    private async Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_isOpen) await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (ClickHouseException exception)
        {
            throw exception.ToStoreException();
        }
    }

    private async Task<T> WriteAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_isOpen)
            {
                await ClickHouseSchema.MigrateAsync(_client, _options, cancellationToken).ConfigureAwait(false);
                _isOpen = true;
                _tidying.Expect();
            }

            return await write().ConfigureAwait(false);
        }
        catch (ClickHouseException exception)
        {
            throw exception.ToStoreException();
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<AppendResult> AppendBesideRemovalAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await WriteAsync(
                async () => _deletion.Touches(batch) ? (AppendResult?)null : await _writer.AppendAsync(batch, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            if (result is { } done) return done;

            // Something of it is just being deleted; others go on meanwhile.
            await _removing.WaitAsync(cancellationToken).ConfigureAwait(false);
            _removing.Release();
        }
    }

    private async Task<T> RemoveAsync<T>(Func<Task<T>> remove, CancellationToken cancellationToken)
    {
        await _removing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadAsync(remove, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _tidying.Expect();
            _removing.Release();
        }
    }

    private readonly record struct PageRow(long Position, InteractionId Id, long Bytes);
}
