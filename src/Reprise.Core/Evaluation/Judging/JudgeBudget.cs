using System.Globalization;

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

    /// <summary>What has been spent, as a text that <see cref="Resume"/> reads.</summary>
    public string Spent()
    {
        lock (_gate) return string.Create(CultureInfo.InvariantCulture, $"{_calls},{_usd}{(_hasUnknownPrice ? "+" : "")}");
    }

    /// <summary>Goes on where another request for the same judge ended; false for a text that is none of ours.</summary>
    public bool Resume(string spent)
    {
        var isUnknown = spent.EndsWith('+');
        if ((isUnknown ? spent[..^1] : spent).Split(',') is not [var calls, var usd]
            || !long.TryParse(calls, NumberStyles.None, CultureInfo.InvariantCulture, out var made) || !decimal.TryParse(usd, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cost)) return false;
        lock (_gate) (_calls, _usd, _hasUnknownPrice) = (made, cost, isUnknown);
        return true;
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
