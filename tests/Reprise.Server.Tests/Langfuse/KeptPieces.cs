using System.Collections.Concurrent;
using Reprise.Assembling;

namespace Reprise.Server.Tests.Langfuse;

/// <summary>Keeps pieces as they come, for tests of what sends them.</summary>
internal sealed class KeptPieces : IAssembler
{
    private readonly ConcurrentQueue<Piece> _all = new();

    public IReadOnlyList<Piece> All => [.. _all];

    /// <summary>Thrown instead of keeping anything.</summary>
    public Exception? Failure { get; set; }

    public Task AddAsync(IReadOnlyList<Piece> pieces, CancellationToken cancellationToken)
    {
        if (Failure is not null) throw Failure;
        foreach (var piece in pieces) _all.Enqueue(piece);
        return Task.CompletedTask;
    }
}
