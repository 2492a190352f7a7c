using Reprise.Calls;
using Reprise.Interactions;

namespace Reprise.Replay.Runs;

/// <summary>Makes the calls of a run's judges: marked on the record as the run's, and paid for out of its budget.</summary>
internal sealed class JudgeCalls(ICallSender sender, string runId) : ICallSender
{
    private readonly AsyncLocal<Action<Interaction>?> _paidBy = new();

    public IReadOnlyList<CallTarget> Targets => sender.Targets;

    /// <summary>Who is told of the calls that are made in what follows.</summary>
    public Action<Interaction>? PaidBy
    {
        set => _paidBy.Value = value;
    }

    public async Task<RecordedInteraction> SendAsync(OutgoingCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        var labels = call.Labels with { Tags = [.. call.Labels.Tags, RunRecord.JudgeTag(runId)] };
        var answer = await sender.SendAsync(call with { Labels = labels }, cancellationToken).ConfigureAwait(false);
        _paidBy.Value?.Invoke(answer.Interaction);
        return answer;
    }
}
