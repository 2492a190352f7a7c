namespace Reprise.Assembling;

/// <summary>Puts pieces together and records what they make. Safe for use from many threads.</summary>
public interface IAssembler
{
    /// <summary>
    /// Takes pieces. When the task completes they survive the end of the process, however it ends. Throws a <see cref="Store.StoreException"/> when they could not be kept; then none
    /// of them counts, and they may be sent again.
    /// </summary>
    Task AddAsync(IReadOnlyList<Piece> pieces, CancellationToken cancellationToken);
}
