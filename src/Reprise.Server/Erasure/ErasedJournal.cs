using Reprise.Capture;
using Reprise.Privacy.Erasure;

namespace Reprise.Server.Erasure;

/// <summary>Calls on their way to the record, those it refused, and files of the journal that are kept to be written over.</summary>
internal sealed class ErasedJournal(CaptureQueue queue, CapturePipeline pipeline, TimeProvider time) : IErasedPlace
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await queue.ClearJournalAsync(time, cancellationToken);
        await queue.SettleAsync(s_patience, time, cancellationToken);
    }

    public Task EraseAsync(ErasureScope scope, CancellationToken cancellationToken)
    {
        var (removed, unreadable) = queue.EraseFromJournal(
            call => scope.IsErased(call.Id) || (call.Labels.Replay?.Of is { } origin && scope.IsErased(origin)) || scope.Selects(pipeline.Derive(call)), scope.DryRun);
        scope.Count("refused_calls", removed);
        if (unreadable > 0) scope.Left.Add(new LeftBehind("refused_calls", unreadable, "they lie in journal/refused and cannot be read, so nobody can tell whose they are"));
        return Task.CompletedTask;
    }

    public Task ScrubAsync(CancellationToken cancellationToken)
    {
        queue.EraseFromJournal(static _ => false, dryRun: false);
        return Task.CompletedTask;
    }
}
