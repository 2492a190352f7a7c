using Reprise.Storage.Sqlite.Bodies;

namespace Reprise.Storage.Sqlite.Maintenance;

/// <summary>Which segments of a project a sweep found in use, kept in the database in parts of 32,768 bits.</summary>
internal sealed class SweepMarks(int project)
{
    private const int PartBits = 15;
    private const int PartBytes = (1 << PartBits) / 8;

    private readonly Dictionary<long, byte[]> _parts = [];

    public void Add(long segment)
    {
        var (part, index) = PlaceOf(segment);
        if (!_parts.TryGetValue(part, out var bits)) _parts[part] = bits = new byte[PartBytes];
        bits[index >> 3] |= (byte)(1 << (index & 7));
    }

    /// <summary>Whether a segment was marked, as saved.</summary>
    public bool Has(SqliteDatabase database, long segment)
    {
        var (part, index) = PlaceOf(segment);
        if (!_parts.TryGetValue(part, out var bits)) _parts[part] = bits = Read(database, part);
        return (bits[index >> 3] & (1 << (index & 7))) != 0;
    }

    /// <summary>Adds these marks to those saved before.</summary>
    public void Save(SqliteDatabase database)
    {
        foreach (var (part, added) in _parts)
        {
            var bits = Read(database, part);
            for (var i = 0; i < PartBytes; i++) bits[i] |= added[i];
            var save = database.Prepare("INSERT INTO sweep_marks (project, part, bits) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET bits = excluded.bits");
            save.Bind(1, (long)project);
            save.Bind(2, part);
            save.BindBlob(3, bits);
            save.Run();
        }
    }

    public static void Delete(SqliteDatabase database, int project)
    {
        var delete = database.Prepare("DELETE FROM sweep_marks WHERE project = ?1");
        delete.Bind(1, (long)project);
        delete.Run();
    }

    private (long Part, int Index) PlaceOf(long segment)
    {
        var number = segment - SegmentId.First(project);
        return (number >> PartBits, (int)(number & ((1 << PartBits) - 1)));
    }

    private byte[] Read(SqliteDatabase database, long part)
    {
        var find = database.Prepare("SELECT bits FROM sweep_marks WHERE project = ?1 AND part = ?2");
        find.Bind(1, (long)project);
        find.Bind(2, part);
        var bits = new byte[PartBytes];
        if (find.Step()) find.Bytes(0).CopyTo(bits);
        find.Reset();
        return bits;
    }
}
