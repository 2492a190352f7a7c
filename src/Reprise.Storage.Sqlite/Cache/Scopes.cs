using System.Collections.Frozen;

namespace Reprise.Storage.Sqlite.Cache;

/// <summary>A project, a policy, and a generation of that.</summary>
internal readonly record struct Scope(string Project, string Policy, long Generation);

/// <summary>The scopes there are, by the numbers rows know them by, and how many entries each has. Read by any thread; changed under the writer's lock.</summary>
internal sealed class Scopes
{
    private volatile FrozenDictionary<long, Scope> _all = FrozenDictionary<long, Scope>.Empty;
    private readonly Dictionary<Scope, long> _ids = [];
    private readonly Dictionary<long, long> _counts = [];

    public static Scopes Load(SqliteDatabase database)
    {
        var scopes = new Scopes();
        var list = database.Prepare("SELECT id, project, policy, generation FROM scopes");
        var all = new Dictionary<long, Scope>();
        while (list.Step()) all[list.Long(0)] = new Scope(list.Text(1) ?? "", list.Text(2) ?? "", list.Long(3));
        list.Reset();
        foreach (var (id, scope) in all) scopes._ids[scope] = id;
        scopes._all = all.ToFrozenDictionary();
        var count = database.Prepare("SELECT scope, count(*) FROM entries GROUP BY scope");
        while (count.Step()) scopes._counts[count.Long(0)] = count.Long(1);
        count.Reset();
        return scopes;
    }

    public bool TryGet(long id, out Scope scope) => _all.TryGetValue(id, out scope);

    /// <summary>The number of a scope, given now when it has none.</summary>
    public long IdOf(SqliteDatabase database, Scope scope)
    {
        if (_ids.TryGetValue(scope, out var id)) return id;
        // By itself, before any entry has the number: readers may meet the entry as soon as it is there.
        id = _all.Count == 0 ? 1 : _all.Keys.Max() + 1;
        var add = database.Prepare("INSERT INTO scopes (id, project, policy, generation) VALUES (?1, ?2, ?3, ?4)");
        add.Bind(1, id);
        add.Bind(2, scope.Project);
        add.Bind(3, scope.Policy);
        add.Bind(4, scope.Generation);
        add.Run();
        _all = new Dictionary<long, Scope>(_all) { [id] = scope }.ToFrozenDictionary();
        _ids[scope] = id;
        return id;
    }

    /// <summary>Numbers of the scopes with this project and this policy, either being any when null.</summary>
    public IReadOnlyList<long> With(string? project, string? policy) =>
        [.. _all.Where(pair => (project ?? pair.Value.Project) == pair.Value.Project && (policy ?? pair.Value.Policy) == pair.Value.Policy).Select(pair => pair.Key)];

    public IEnumerable<(Scope Scope, long Entries)> Counts() => _counts.Where(pair => pair.Value > 0 && _all.ContainsKey(pair.Key)).Select(pair => (_all[pair.Key], pair.Value));

    public void Change(IReadOnlyDictionary<long, long> by)
    {
        foreach (var (id, change) in by) _counts[id] = _counts.GetValueOrDefault(id) + change;
    }
}
