namespace Reprise.Evaluation.Judging;

/// <summary>What one judge may spend. Calls that are under way when it is reached still end, so it may be passed by as many.</summary>
internal sealed class JudgeBudget(long? mostCalls, decimal? mostUsd)
{
    private readonly Lock _gate = new();
    private long _calls;
    private decimal _usd;
    private bool _hasUnknownPrice;

    /// <summary>Takes a call; null when there is one left, else why there is none.</summary>
    public string? Take()
    {
        lock (_gate)
        {
            if (mostUsd is { } usd && _hasUnknownPrice) return $"the price of the judge is not known, so that max_usd ({usd}) cannot be kept";
            if (_usd >= mostUsd) return FormattableString.Invariant($"the judge has spent its max_usd of {mostUsd}");
            if (_calls >= mostCalls) return FormattableString.Invariant($"the judge has made its max_calls of {mostCalls}");
            _calls++;
            return null;
        }
    }

    public void Spend(decimal? usd)
    {
        lock (_gate)
        {
            if (usd is { } known) _usd += known;
            else _hasUnknownPrice = true;
        }
    }
}
