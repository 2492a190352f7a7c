using Reprise.Interactions;
using Reprise.Proof.Chain;

namespace Reprise.Proof;

/// <summary>
/// Keeps entries, checkpoints, the head, and announcements of what is about to be stored. Knows nothing of hashes. Safe for use from many threads. Throws
/// <c>StoreException</c> when it cannot be done.
/// </summary>
public interface IProofStore : IAsyncDisposable
{
    /// <summary>The engine's name for people.</summary>
    string Engine { get; }

    /// <summary>Opens, creating or migrating what is needed. May be called again.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Where the proof stands; null when it has not begun.</summary>
    Task<SealedText?> HeadAsync(CancellationToken cancellationToken);

    /// <summary>Writes all of it or nothing; false, and nothing, when another has written since <see cref="ProofAppend.ExpectedVersion"/>.</summary>
    Task<bool> AppendAsync(ProofAppend append, CancellationToken cancellationToken);

    /// <summary>Entries from a sequence on, in order.</summary>
    Task<IReadOnlyList<ProofEntry>> ReadAsync(long from, int limit, CancellationToken cancellationToken);

    /// <summary>All entries with one of these ids, those that are gone too, by sequence.</summary>
    Task<IReadOnlyList<ProofEntry>> FindAsync(IReadOnlyCollection<InteractionId> ids, CancellationToken cancellationToken);

    /// <summary>Nodes of a level from an index on, in order.</summary>
    Task<IReadOnlyList<MerkleTile>> TilesAsync(int level, long from, int limit, CancellationToken cancellationToken);

    /// <summary>Checkpoints from a number on, in order; what is kept under a number, whatever the text says.</summary>
    Task<IReadOnlyList<NumberedCheckpoint>> CheckpointsAsync(long from, int limit, CancellationToken cancellationToken);

    /// <summary>Notes what is about to be stored or removed; returns its number, above 0.</summary>
    Task<long> AnnounceAsync(Announcement announcement, CancellationToken cancellationToken);

    /// <summary>What was announced and neither settled nor forgotten, oldest first.</summary>
    Task<IReadOnlyList<Announcement>> AnnouncementsAsync(CancellationToken cancellationToken);

    Task ForgetAsync(IReadOnlyList<long> numbers, CancellationToken cancellationToken);
}

/// <param name="Text">Content.</param>
/// <param name="Seal">What only the key makes of it.</param>
public sealed record SealedText(string Text, ReadOnlyMemory<byte> Seal);

/// <param name="Number">As it is kept.</param>
/// <param name="Checkpoint">What is kept.</param>
public sealed record NumberedCheckpoint(long Number, SignedCheckpoint Checkpoint);

/// <summary>What is about to be stored or removed.</summary>
public sealed record Announcement
{
    /// <summary>Given by the store.</summary>
    public long Number { get; init; }

    /// <summary>Which server made it.</summary>
    public required string Owner { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public required long At { get; init; }
    public required ReadOnlyMemory<byte> Content { get; init; }
    public required ReadOnlyMemory<byte> Seal { get; init; }
}

/// <summary>One step of the proof.</summary>
public sealed record ProofAppend
{
    /// <summary>The version of the head it was made from; 0 when there was none.</summary>
    public required long ExpectedVersion { get; init; }
    public required SealedText Head { get; init; }
    public IReadOnlyList<ProofEntry> Entries { get; init; } = [];
    public IReadOnlyList<MerkleTile> Tiles { get; init; } = [];
    public NumberedCheckpoint? Checkpoint { get; init; }

    /// <summary>Salts to destroy.</summary>
    public IReadOnlyList<DestroyedSalt> Destroyed { get; init; } = [];

    /// <summary>Announcements that are settled by it.</summary>
    public IReadOnlyList<long> Settled { get; init; } = [];
}

/// <param name="Sequence">Of the entry.</param>
/// <param name="BodiesOnly">Only the salt of its bodies; the entry stays.</param>
/// <param name="By">The tombstone.</param>
public readonly record struct DestroyedSalt(long Sequence, bool BodiesOnly, long By);
