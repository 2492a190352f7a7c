using Reprise.Store.Rollups;

namespace Reprise.Storage.Sqlite.Rollups;

/// <summary>Which measure: of one shape in one granule of a project. The bucket counts granules since 1970.</summary>
internal readonly record struct RollupKey(RollupGranule Granule, int Project, long Bucket, int Shape);

/// <summary>Stored measures.</summary>
internal sealed class RollupTable(SqliteDatabase database)
{
    /// <summary>Null when there is none. Throws <see cref="InvalidDataException"/> for a damaged one.</summary>
    public RollupMeasure? Find(RollupKey key)
    {
        var find = database.Prepare("SELECT measure FROM rollups WHERE granule = ?1 AND project = ?2 AND bucket = ?3 AND shape = ?4");
        Bind(find, key);
        try
        {
            return find.Step() ? RollupMeasure.Read(find.Bytes(0)) : null;
        }
        finally
        {
            find.Reset();
        }
    }

    public void Write(RollupKey key, RollupMeasure measure)
    {
        var write = database.Prepare("INSERT OR REPLACE INTO rollups (granule, project, bucket, shape, measure) VALUES (?1, ?2, ?3, ?4, ?5)");
        Bind(write, key);
        write.BindBlob(5, measure.ToBytes());
        write.Run();
    }

    public void Delete(RollupKey key)
    {
        var delete = database.Prepare("DELETE FROM rollups WHERE granule = ?1 AND project = ?2 AND bucket = ?3 AND shape = ?4");
        Bind(delete, key);
        delete.Run();
    }

    /// <summary>Deletes all shapes of these buckets.</summary>
    public void Delete(RollupGranule granule, int project, long first, long end)
    {
        var delete = database.Prepare("DELETE FROM rollups WHERE granule = ?1 AND project = ?2 AND bucket >= ?3 AND bucket < ?4");
        delete.Bind(1, (long)granule);
        delete.Bind(2, (long)project);
        delete.Bind(3, first);
        delete.Bind(4, end);
        delete.Run();
    }

    private static void Bind(SqliteStatement statement, RollupKey key)
    {
        statement.Bind(1, (long)key.Granule);
        statement.Bind(2, (long)key.Project);
        statement.Bind(3, key.Bucket);
        statement.Bind(4, (long)key.Shape);
    }
}
