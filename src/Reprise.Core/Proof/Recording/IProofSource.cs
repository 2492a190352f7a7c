namespace Reprise.Proof.Recording;

/// <summary>Something that is proven: what the log asks of it to settle what was announced, and to take over what was there before.</summary>
internal interface IProofSource
{
    /// <summary>Whether drafts of that kind are of here.</summary>
    bool Keeps(Chain.ProofKind kind);

    /// <summary>Those of the drafts that are on record as they say. Null when nobody may look now, since something is being removed.</summary>
    Task<IReadOnlyList<Draft>?> HeldAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken);

    /// <summary>Of records that were to be removed, the places of those that are gone, or have lost their bodies. Null when nobody may look now.</summary>
    Task<IReadOnlyList<RemovedRecord>?> GoneAsync(RemovalNote note, CancellationToken cancellationToken);

    /// <summary>Gives everything on record, page by page; nothing is removed while one is taken.</summary>
    Task AdoptAsync(Func<IReadOnlyList<Draft>, Task> take, CancellationToken cancellationToken);
}
