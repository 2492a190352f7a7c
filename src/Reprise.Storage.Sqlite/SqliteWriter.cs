using System.Runtime.ExceptionServices;
using Reprise.Interactions;
using Reprise.Storage.Sqlite.Bodies;
using Reprise.Storage.Sqlite.Rollups;
using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Sqlite;

/// <summary>The one connection that writes, with all that only it may touch. Callers hold the store's write gate.</summary>
internal sealed class SqliteWriter : IDisposable
{
    // Each keeps buffers; a project that comes again gets a new one for the price of one query.
    private const int MostPackBuilders = 32;

    private readonly SqliteDatabase _database;
    private readonly ProjectTable _projects;
    private readonly ShapeTable _shapes;
    private readonly FactWriter _facts;
    private readonly BodyWriter _bodies;
    private readonly PositionFinder _positions;
    private readonly Dictionary<int, PackBuilder> _packs = [];
    private readonly Utf8Buffer _indexed = new();
    private readonly List<NewRow> _prepared = [];
    private readonly HashSet<(int Project, InteractionId Id)> _inBatch = [];
    private readonly List<int> _knownAt = [];
    private bool _hasUnindexed;

    public SqliteWriter(SqliteDatabase database, ProjectTable projects, ShapeTable shapes, int rememberedSegments)
    {
        _database = database;
        _projects = projects;
        _shapes = shapes;
        Dictionary = new SegmentDictionary(rememberedSegments);
        _bodies = new BodyWriter(Dictionary);
        Rollups = new RollupWriter(database, shapes);
        _facts = new FactWriter(database, projects, shapes, Rollups);
        _positions = new PositionFinder(database);
        _projects.Load(database);
        _shapes.Load(database);
        _facts.Load();
        SegmentRefill.Run(database, Dictionary, projects.Numbers);
        _hasUnindexed = database.Scalar("SELECT count(*) FROM unindexed") > 0;
    }

    public SqliteDatabase Database => _database;

    public SegmentDictionary Dictionary { get; }

    public ShapeList Shapes => _shapes.List;

    /// <summary>Numbers of all projects.</summary>
    public IReadOnlyList<int> Projects => _projects.Numbers;

    public RollupWriter Rollups { get; }

    public AppendResult Append(StoreBatch batch)
    {
        Transact(() =>
        {
            // 1. What is new, with bodies turned into segments, in order of position: the full-text index starts a new part for each step back.
            Prepare(batch.Interactions);

            // 2. Rows and words here, while the segments are compressed beside.
            Beside(InsertRows, CompressPacks);
            foreach (var pack in _packs.Values) pack.Store(_database);

            // 3. Facts, now that what they speak of is there.
            foreach (var recorded in batch.Interactions)
            {
                foreach (var fact in recorded.Facts) _facts.Append(fact);
            }

            foreach (var fact in batch.Facts) _facts.Append(fact);
            _facts.Fold();
        });
        var stored = _prepared.Count;
        // The batch's bodies are not held on to until the next one comes.
        _prepared.Clear();
        _indexed.Clear();
        if (_packs.Count > MostPackBuilders) _packs.Clear();
        return new AppendResult(stored, batch.Interactions.Count - stored) { KnownAt = [.. _knownAt] };
    }

    /// <summary>Runs a step in a transaction; when it fails, nothing of it stays, in the file or in memory.</summary>
    public void Transact(Action step)
    {
        _database.Execute("BEGIN IMMEDIATE");
        try
        {
            step();
            Rollups.Flush();
            _database.Execute("COMMIT");
            _projects.Committed();
            _shapes.Committed();
            Dictionary.Committed();
            _facts.Committed();
            Rollups.Committed();
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    /// <summary>Minutes are kept for two days, and none is made for what is older when it comes.</summary>
    public void KeepMinutes(TimeProvider time)
    {
        var from = RollupGranule.Hour.StartOf(Math.Max(0, time.GetUtcNow().AddDays(-2).ToUnixTimeMilliseconds()));
        if (from > Rollups.State.MinutesFromMs) Transact(() => Rollups.SetState(Rollups.State with { MinutesFromMs = from }));
    }

    /// <summary>After the deletion of interactions: their positions are not used again until the index has forgotten their words.</summary>
    public void NoteUnindexed(bool any)
    {
        _hasUnindexed = any;
        _positions.Forget();
    }

    /// <summary>From here on new bodies refer to no segment stored before.</summary>
    public void ForgetSegments()
    {
        Dictionary.Clear();
        _packs.Clear();
    }

    public void Dispose() => _database.Dispose();

    private void Prepare(IReadOnlyList<RecordedInteraction> interactions)
    {
        _prepared.Clear();
        _inBatch.Clear();
        _knownAt.Clear();
        for (var i = 0; i < interactions.Count; i++)
        {
            var recorded = interactions[i];
            var interaction = recorded.Interaction;
            var project = _projects.NumberOf(interaction.Project, _database);
            if (!_inBatch.Add((project, interaction.Id)) || IsKnown(project, interaction.Id))
            {
                _knownAt.Add(i);
                continue;
            }

            if (!_packs.TryGetValue(project, out var pack)) _packs[project] = pack = new PackBuilder(PackTable.Next(_database, project));
            var (shape, operationInRow) = _shapes.NumberOf(interaction, _database);
            _prepared.Add(new NewRow(Position.Of(interaction.Timestamp, interaction.Id), recorded, project, shape, operationInRow, _bodies.Write(recorded, project, pack)));
        }

        _prepared.Sort((one, other) => one.Position.CompareTo(other.Position));
    }

    private void CompressPacks()
    {
        foreach (var pack in _packs.Values) pack.Compress();
    }

    private void InsertRows()
    {
        var insert = _database.Prepare(InteractionRow.Insert);
        var index = _database.Prepare("INSERT INTO search (rowid, text) VALUES (?1, ?2)");
        foreach (var row in _prepared)
        {
            var position = row.Position;
            if (_hasUnindexed && IsUnindexed(position)) position = _positions.Free(position);
            InteractionRow.Bind(insert, row.Recorded.Interaction, row.Project, row.Shape, row.OperationInRow, row.Body);
            insert.Bind(1, position);
            insert.Run();
            if (_database.Changes == 0)
            {
                position = _positions.Free(row.Position);
                InteractionRow.Bind(insert, row.Recorded.Interaction, row.Project, row.Shape, row.OperationInRow, row.Body);
                insert.Bind(1, position);
                insert.Run();
                if (_database.Changes == 0) throw new InvalidOperationException($"Position {position} was found free and is not.");
            }

            SearchKeys.Write(_indexed, row.Recorded, row.Project, row.Shape);
            index.Bind(1, position);
            index.BindUtf8(2, _indexed.Span);
            index.Run();
            _facts.NoteStored(row.Project, row.Recorded.Interaction.Id);
            var sample = AggregateSample.Of(row.Recorded.Interaction, FactFold.Empty) with { TimestampMs = position >> Position.TieBits };
            Rollups.Add(row.Project, row.Shape, sample, position);
        }
    }

    /// <summary>Runs both at the same time where there is a core for it.</summary>
    private static void Beside(Action here, Action there)
    {
        try
        {
            Parallel.Invoke(here, there);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }

    private bool IsKnown(int project, InteractionId id)
    {
        var find = _database.Prepare("SELECT 1 FROM interactions WHERE project = ?1 AND id = ?2");
        find.Bind(1, (long)project);
        Span<byte> bytes = stackalloc byte[16];
        id.WriteBytes(bytes);
        find.BindBlob(2, bytes);
        var known = find.Step();
        find.Reset();
        return known;
    }

    private bool IsUnindexed(long position)
    {
        var find = _database.Prepare("SELECT 1 FROM unindexed WHERE position = ?1");
        find.Bind(1, position);
        var found = find.Step();
        find.Reset();
        return found;
    }

    private void RollBack()
    {
        try
        {
            if (_database.InTransaction) _database.Execute("ROLLBACK");
        }
        finally
        {
            _projects.RolledBack();
            Dictionary.RolledBack();
            _packs.Clear();
            _prepared.Clear();
            _indexed.Clear();
            _positions.Forget();
            _facts.RolledBack();
            Rollups.RolledBack();
            _shapes.RolledBack(_database);
        }
    }

    private readonly record struct NewRow(long Position, RecordedInteraction Recorded, int Project, int Shape, bool OperationInRow, long? Body);
}
