using System.Collections.Concurrent;

namespace Reprise.Storage.Sqlite;

/// <summary>Numbers of projects, all in memory. Only the writer adds.</summary>
internal sealed class ProjectTable
{
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, string> _names = [];
    private readonly List<string> _uncommitted = [];

    public void Load(SqliteDatabase database)
    {
        _numbers.Clear();
        _names.Clear();
        var statement = database.Prepare("SELECT id, name FROM projects");
        while (statement.Step()) Know(statement.Text(1)!, (int)statement.Long(0));
        statement.Reset();
    }

    /// <summary>Null for a project that nothing was ever stored for.</summary>
    public int? Find(string name) => _numbers.TryGetValue(name, out var number) ? number : null;

    /// <summary>The inverse. Throws when there is no such project.</summary>
    public string NameOf(int number) => _names.TryGetValue(number, out var name) ? name : throw new InvalidDataException($"There is no project with the number {number}.");

    public IReadOnlyList<int> Numbers => [.. _numbers.Values.Order()];

    public int NumberOf(string name, SqliteDatabase database)
    {
        if (_numbers.TryGetValue(name, out var number)) return number;
        number = (int)database.Scalar("SELECT coalesce(max(id), 0) + 1 FROM projects");
        var insert = database.Prepare("INSERT INTO projects (id, name) VALUES (?1, ?2)");
        insert.Bind(1, (long)number);
        insert.Bind(2, name);
        insert.Run();
        Know(name, number);
        _uncommitted.Add(name);
        return number;
    }

    /// <summary>Names of the projects that have interactions or facts.</summary>
    public static IReadOnlyList<string> WithRecords(SqliteDatabase database)
    {
        var find = database.Prepare("""
            SELECT name FROM projects AS p
            WHERE EXISTS (SELECT 1 FROM interactions AS i WHERE i.project = p.id) OR EXISTS (SELECT 1 FROM facts AS f WHERE f.project = p.id)
            ORDER BY name
            """);
        var names = new List<string>();
        while (find.Step()) names.Add(find.Text(0)!);
        find.Reset();
        return names;
    }

    public void Committed() => _uncommitted.Clear();

    public void RolledBack()
    {
        foreach (var name in _uncommitted)
        {
            if (_numbers.TryRemove(name, out var number)) _names.TryRemove(number, out _);
        }

        _uncommitted.Clear();
    }

    private void Know(string name, int number)
    {
        _numbers[name] = number;
        _names[number] = name;
    }
}
