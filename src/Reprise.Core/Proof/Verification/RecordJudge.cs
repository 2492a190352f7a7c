using Reprise.Interactions;
using Reprise.Proof.Chain;
using Reprise.Proof.Recording;
using Reprise.Settings;

namespace Reprise.Proof.Verification;

/// <summary>Compares what is on record with what its entry says.</summary>
internal sealed class RecordJudge(ChainWalk chain, AnnouncedWork announced, bool isAdopting, FindingList findings)
{
    private readonly SequenceSet _seen = new();

    /// <summary>While everything on record is gone through once: what then comes twice is there twice. Facts may be met on their way to their interaction.</summary>
    public bool IsFirstTime { get; set; } = true;

    public long Pending { get; private set; }

    public long NotAdopted { get; private set; }

    /// <summary>Whether something on record answered to that entry.</summary>
    public bool HasSeen(long sequence) => _seen.Contains(sequence);

    /// <summary>Null when all is well. <paramref name="entries"/> are all those of its id.</summary>
    public Finding? Judge(RecordedInteraction record, IEnumerable<ProofEntry> entries)
    {
        var i = record.Interaction;
        var (entry, finding) = Find(ProofKind.Interaction, i.Project, i.Id, entries, draft => draft.Fits(record));
        if (entry is null) return finding;
        // Cheap to ask in this order: what is not there any more need not be hashed.
        var found = entry.Salt.Length == 0 ? null : DraftOf(entry);
        if (found is null) return Tell("altered", "interaction", entry, "The salt of its entry is gone, and no tombstone says so.");
        var areBodiesGone = chain.BodiesRemoved.Contains(entry.Sequence);
        var (columns, bodies) = found.Compare(record, areBodiesGone);
        if (!columns) return Tell("altered", "interaction", entry, "Its columns, or the salt of its entry, are not what they were.");
        return bodies switch
        {
            BodiesVerdict.Same => null,
            BodiesVerdict.Missing when announced.IsDroppingBodies(entry.Sequence) => null,
            BodiesVerdict.Missing => Tell("removed", "interaction", entry, "Its bodies are gone, and no tombstone says so."),
            BodiesVerdict.Unsalted => Tell("altered", "interaction", entry, "The salt of its bodies is gone, and no tombstone says so."),
            BodiesVerdict.Returned => Tell("returned", "interaction", entry, "Its bodies were removed, and are there again."),
            _ => Tell("altered", "interaction", entry, "Its bodies, response headers or previews are not what they were."),
        };
    }

    public Finding? Judge(Fact fact, IEnumerable<ProofEntry> entries)
    {
        var (entry, finding) = Find(ProofKind.Fact, fact.Project, fact.FactId, entries, draft => draft.Fits(fact));
        if (entry is null) return finding;
        return entry.Salt.Length > 0 && DraftOf(entry).Fits(fact) ? null : Tell("altered", "fact", entry, "It, or the salt of its entry, is not what it was.");
    }

    public Finding? Judge(AuditEntry audit, IEnumerable<ProofEntry> entries)
    {
        var (entry, finding) = Find(ProofKind.Audit, audit.Project, audit.Id, entries, draft => draft.Fits(audit));
        if (entry is null) return finding;
        return entry.Salt.Length > 0 && DraftOf(entry).Fits(audit) ? null : Tell("altered", "audit", entry, "It, or the salt of its entry, is not what it was.");
    }

    /// <summary>The entry that something on record answers to, or what it means that there is none.</summary>
    private (ProofEntry? Entry, Finding? Finding) Find(ProofKind kind, string project, InteractionId id, IEnumerable<ProofEntry> entries, Func<Draft, bool> fits)
    {
        var what = ProofEntry.WordOf(kind);
        ProofEntry? gone = null, elsewhere = null;
        foreach (var entry in entries)
        {
            if (entry.Kind != kind) continue;
            var isGone = entry.Sequence < chain.From ? entry.GoneBy >= 0 || chain.Removed.Contains(entry.Sequence) : chain.Removed.Contains(entry.Sequence);
            if (entry.Project != project) elsewhere ??= isGone ? null : entry;
            else if (isGone) gone = entry;
            else
            {
                if (!_seen.Add(entry.Sequence) && IsFirstTime && kind is not ProofKind.Fact) findings.Add(Tell("duplicated", what, entry, "It is on record twice."));
                return (entry, null);
            }
        }

        if (announced.Find(kind, project, id) is { } draft && fits(draft))
        {
            Pending++;
            return default;
        }

        if (gone is not null) return (null, Tell("returned", what, gone, "It was removed, and is there again."));
        if (elsewhere is not null)
        {
            _seen.Add(elsewhere.Sequence);
            return (null, new Finding { Kind = "moved", What = what, Project = project, Id = id.ToString(), Sequence = elsewhere.Sequence, Text = $"It was recorded in project '{elsewhere.Project}' and is in '{project}'." });
        }

        if (isAdopting)
        {
            NotAdopted++;
            return default;
        }

        return (null, new Finding { Kind = "inserted", What = what, Project = project, Id = id.ToString(), Text = "It is on record, and was never chained: it was put there by something else, or recorded while the proof was off." });
    }

    private static Draft DraftOf(ProofEntry entry) => new()
    {
        Kind = entry.Kind,
        Project = entry.Project,
        Id = entry.Id,
        Digest = entry.Digest.ToArray(),
        Bodies = entry.Bodies.ToArray(),
        Salt = entry.Salt.ToArray(),
        BodiesSalt = entry.BodiesSalt.ToArray(),
    };

    private static Finding Tell(string kind, string what, ProofEntry entry, string text) =>
        new() { Kind = kind, What = what, Project = entry.Project, Id = entry.Id.ToString(), Sequence = entry.Sequence, Text = text };
}
