using System.Security.Cryptography;
using System.Text;
using Reprise.Interactions;
using Reprise.Proof.Chain;
using Reprise.Proof.Recording;
using Reprise.Store;

namespace Reprise.Proof;

/// <summary>The part that writes: one step at a time, whoever asks.</summary>
public sealed partial class ProofLog
{
    /// <summary>Chains all that is queued. False when it cannot be written now.</summary>
    private async Task<bool> ChainQueuedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var taken = new List<Announced>();
            try
            {
                await ExtendAsync(head => NextStepAsync(head, taken, cancellationToken), cancellationToken).ConfigureAwait(false);
                if (taken.Count == 0) return true;
                lock (_lock)
                {
                    for (var i = 0; i < taken.Count; i++) _queue.Dequeue();
                    _trouble = null;
                }

                Interlocked.Add(ref _queued, -taken.Sum(static one => one.Count));
            }
            catch (Exception exception) when (exception is StoreException or ProofException)
            {
                Fail(exception.Message);
                return false;
            }
        }
    }

    /// <summary>What to write next, from the front of the queue; it stays there until it is written.</summary>
    private async Task<ProofStep?> NextStepAsync(ProofHead head, List<Announced> taken, CancellationToken cancellationToken)
    {
        taken.Clear();
        lock (_lock)
        {
            var count = 0;
            foreach (var one in _queue)
            {
                if (count > 0 && count + one.Count > MostTogether) break;
                taken.Add(one);
                count += one.Count;
            }
        }

        if (taken.Count == 0) return IsDue(head) ? new ProofStep { Checkpoint = true } : null;
        var drafts = await NewOnesAsync(taken.SelectMany(static one => one.Drafts), cancellationToken).ConfigureAwait(false);
        return new ProofStep { Drafts = drafts, Settled = [.. taken.Select(static one => one.Number).Where(static number => number > 0)] };
    }

    /// <summary>Those that have no entry yet, or one that is gone: sent again, it is chained once.</summary>
    private async Task<IReadOnlyList<Draft>> NewOnesAsync(IEnumerable<Draft> drafts, CancellationToken cancellationToken)
    {
        var byId = new Dictionary<(ProofKind, string, InteractionId), Draft>();
        foreach (var draft in drafts) byId.TryAdd((draft.Kind, draft.Project, draft.Id), draft);
        if (byId.Count == 0) return [];
        foreach (var entry in await _store.FindAsync([.. byId.Keys.Select(static key => key.Item3)], cancellationToken).ConfigureAwait(false))
            if (entry.GoneBy < 0) byId.Remove((entry.Kind, entry.Project, entry.Id));
        return [.. byId.Values];
    }

    /// <summary>Entries of these ids that are not gone, of one project, once all is chained that was stored before. None while the proof is no good.</summary>
    internal async Task<IReadOnlyDictionary<(ProofKind, InteractionId), ProofEntry>> LiveAsync(IReadOnlyCollection<InteractionId> ids, string project, CancellationToken cancellationToken)
    {
        var live = new Dictionary<(ProofKind, InteractionId), ProofEntry>();
        if (_head is null) await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (_refusal is not null) return live;
        if (!await ChainQueuedAsync(cancellationToken).ConfigureAwait(false)) throw new StoreException($"Nothing is removed while the proof cannot be written: {Status.Message}") { IsTransient = true };
        foreach (var entry in await _store.FindAsync(ids, cancellationToken).ConfigureAwait(false))
            if (entry.GoneBy < 0 && entry.Project == project) live[(entry.Kind, entry.Id)] = entry;
        return live;
    }

    /// <summary>Writes one step, made anew when another server wrote meanwhile.</summary>
    private async Task ExtendAsync(Func<ProofHead, Task<ProofStep?>> make, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                if (_head is null) await TryOpenAsync(cancellationToken).ConfigureAwait(false);
                if (_refusal is { } refusal) throw new ProofException(refusal);
                var head = _head ?? throw new ProofException(_trouble ?? "The proof is not open.");
                if (await make(head).ConfigureAwait(false) is not { } step || (step.IsEmpty && !(step.Checkpoint && head.Size > head.CheckpointSize))) return;
                if (await WriteAsync(head, step, cancellationToken).ConfigureAwait(false)) return;
                _head = null;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<bool> WriteAsync(ProofHead head, ProofStep step, CancellationToken cancellationToken)
    {
        var at = Now();
        var (frontier, chain) = (head.Frontier.Copy(), head.Chain);
        var (entries, tiles) = (new List<ProofEntry>(step.Drafts.Count + 2), new List<MerkleTile>());
        foreach (var draft in step.Drafts) Add(draft.ToEntry(at));
        IReadOnlyList<DestroyedSalt> destroyed = [];
        if (step.Tombstone is var (note, detail))
        {
            destroyed = [.. detail.Entries.Select(entry => new DestroyedSalt(entry, note.BodiesOnly, frontier.Size))];
            Add(Statement(note.BodiesOnly ? ProofKind.BodiesRemoved : ProofKind.Removed, note.Project, detail.ToJson(), at));
        }

        if (step.Adoption is { } adoption) Add(Statement(ProofKind.Adopted, "", adoption.ToJson(), at));
        var next = head with { Version = head.Version + 1, Chain = chain, Frontier = frontier, IsAdopting = step.IsAdopting ?? head.IsAdopting };
        SignedCheckpoint? signed = null;
        if (next.Size > next.CheckpointSize && (step.Checkpoint || IsDue(next)))
        {
            var checkpoint = new Checkpoint
            {
                Log = next.Log,
                Number = next.Checkpoint + 1,
                Size = next.Size,
                Chain = Convert.ToHexStringLower(chain),
                Root = Convert.ToHexStringLower(frontier.Root()),
                At = at,
                Previous = next.CheckpointHash,
            };
            var text = checkpoint.ToText();
            signed = new SignedCheckpoint(text, _key!.Sign(text));
            next = next with { Checkpoint = checkpoint.Number, CheckpointSize = checkpoint.Size, CheckpointHash = Checkpoint.HashOf(text) };
        }

        var append = new ProofAppend
        {
            ExpectedVersion = head.Version,
            Head = Sealed(next),
            Entries = entries,
            Tiles = tiles,
            Checkpoint = signed is null ? null : new NumberedCheckpoint(next.Checkpoint, signed),
            Destroyed = destroyed,
            Settled = step.Settled,
        };
        if (!await _store.AppendAsync(append, cancellationToken).ConfigureAwait(false)) return false;
        Volatile.Write(ref _head, next);
        if (signed is null) return true;
        _checkpointAt = at;
        _folder?.Add(ExportedCheckpoint.Of(signed, _key!.PublicKey));
        return true;

        void Add(ProofEntry draft)
        {
            var entry = draft with { Sequence = frontier.Size };
            var leaf = entry.Leaf();
            chain = MerkleTree.Link(chain, leaf);
            frontier.Add(leaf, tiles.Add);
            entries.Add(entry with { Chain = chain });
        }
    }

    private ProofEntry Statement(ProofKind kind, string project, string detail, long at) => new()
    {
        Sequence = -1,
        Kind = kind,
        Project = project,
        Id = InteractionId.New(_time),
        At = at,
        Digest = SHA256.HashData(Encoding.UTF8.GetBytes(detail)),
        Detail = detail,
    };

    private bool IsDue(ProofHead head) =>
        head.Size > head.CheckpointSize && (head.Size - head.CheckpointSize >= _options.CheckpointEntries || Now() - _checkpointAt >= (long)_options.CheckpointInterval.TotalMilliseconds);

    private SealedText Sealed(ProofHead head)
    {
        var text = head.ToText();
        return new SealedText(text, _key!.Seal(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>What one step writes.</summary>
    private sealed record ProofStep
    {
        public IReadOnlyList<Draft> Drafts { get; init; } = [];
        public (RemovalNote Note, TombstoneDetail Detail)? Tombstone { get; init; }
        public AdoptionDetail? Adoption { get; init; }
        public bool? IsAdopting { get; init; }
        public bool Checkpoint { get; init; }
        public IReadOnlyList<long> Settled { get; init; } = [];

        public bool IsEmpty => Drafts.Count == 0 && Tombstone is null && Adoption is null && Settled.Count == 0;
    }
}
