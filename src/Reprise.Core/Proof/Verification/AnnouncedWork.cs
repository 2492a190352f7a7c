using Reprise.Interactions;
using Reprise.Proof.Chain;
using Reprise.Proof.Recording;

namespace Reprise.Proof.Verification;

/// <summary>What is about to be stored or removed, as far as it bears the seal. Without the key nobody can tell.</summary>
internal sealed class AnnouncedWork(IProofStore proof, SigningKey? key, FindingList findings)
{
    private readonly Dictionary<(ProofKind, string, InteractionId), Draft> _drafts = [];
    private readonly HashSet<long> _forged = [];
    private readonly HashSet<long> _removing = [];
    private readonly HashSet<long> _dropping = [];

    /// <summary>Reads it anew.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        _drafts.Clear();
        _removing.Clear();
        _dropping.Clear();
        foreach (var announcement in await proof.AnnouncementsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (key is not null && !key.IsSealed(announcement.Content.Span, announcement.Seal.Span))
            {
                if (_forged.Add(announcement.Number)) findings.Add("forged", "announcement", $"Announcement {announcement.Number} was not written with the key of this proof.");
                continue;
            }

            if (RemovalNote.Read(announcement.Content) is { } note)
            {
                foreach (var record in note.Records)
                {
                    (note.BodiesOnly ? _dropping : _removing).Add(record.Entry);
                    _removing.UnionWith(record.Facts);
                }
            }
            else
            {
                foreach (var draft in DraftCodec.Read(announcement.Content) ?? []) _drafts[(draft.Kind, draft.Project, draft.Id)] = draft;
            }
        }
    }

    public Draft? Find(ProofKind kind, string project, InteractionId id) => _drafts.GetValueOrDefault((kind, project, id));

    /// <summary>Whether that entry is to be removed and has no tombstone yet.</summary>
    public bool IsRemoving(long sequence) => _removing.Contains(sequence);

    public bool IsDroppingBodies(long sequence) => _dropping.Contains(sequence);
}
