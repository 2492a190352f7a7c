using Reprise.Privacy.Erasure;

namespace Reprise.Server.Assembling;

/// <summary>Pieces on their way to the record: they go onto it before anything is looked for, and what was said of traces is forgotten.</summary>
internal sealed class ErasedPieces(Assembler assembler) : IErasedPlace
{
    public Task PrepareAsync(CancellationToken cancellationToken) => assembler.FlushAsync(cancellationToken);

    public Task EraseAsync(ErasureScope scope, CancellationToken cancellationToken) => scope.DryRun ? Task.CompletedTask : assembler.ForgetAsync(cancellationToken);
}
