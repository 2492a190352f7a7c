using Reprise.Encryption;

namespace Reprise.Storage.Sqlite.Bodies;

/// <summary>Reads the newest segments at the start, so that conversations going on across a restart find what they stored before.</summary>
internal static class SegmentRefill
{
    // Some megabytes of bodies, read in a few dozen milliseconds.
    private const int MostPacks = 48;

    public static void Run(SqliteDatabase database, SegmentDictionary dictionary, IReadOnlyList<int> projects)
    {
        var most = Math.Max(1, MostPacks / Math.Max(1, projects.Count));
        foreach (var project in projects.TakeLast(MostPacks))
        {
            foreach (var id in Newest(database, project, most))
            {
                // What does not open, such as a project's packs after its keys were destroyed, shares nothing; the rest of the record must open all the same.
                if (TryOpen(database, id) is { } pack) Refill(pack, dictionary, project);
            }
        }
    }

    private static List<long> Newest(SqliteDatabase database, int project, int most)
    {
        var find = database.Prepare("SELECT id FROM packs WHERE id >= ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3");
        // A sweep that was interrupted counts on nothing new referring to what is older than it.
        find.Bind(1, Math.Max(SegmentId.First(project), PackTable.SweepEnd(database, project)));
        find.Bind(2, SegmentId.End(project));
        find.Bind(3, (long)most);
        var newest = new List<long>();
        while (find.Step()) newest.Add(find.Long(0));
        find.Reset();
        return newest;
    }

    private static OpenPack? TryOpen(SqliteDatabase database, long id)
    {
        try
        {
            return PackTable.Open(database, id);
        }
        catch (InvalidDataException e) when (e.InnerException is SealException)
        {
            return null;
        }
    }

    private static void Refill(OpenPack pack, SegmentDictionary dictionary, int project)
    {
        for (var segment = pack.First; segment < pack.First + pack.Count; segment++)
        {
            // An interaction's own segment begins with its marks, which no piece of JSON does. It is never shared, so it need not be known.
            var bytes = pack[segment].Span;
            if (bytes.IsEmpty || bytes[0] <= (BodyFormat.HasRequest | BodyFormat.HasResponse)) continue;
            dictionary.Refill(SegmentDictionary.KeyOf(project, bytes), segment);
        }
    }
}
