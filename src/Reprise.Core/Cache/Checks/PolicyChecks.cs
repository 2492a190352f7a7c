using Reprise.Interactions;

namespace Reprise.Cache.Checks;

/// <summary>The checks of one policy and how strict it has become. Not safe for several threads.</summary>
/// <remarks>
/// The rule. At first a hit must be right with 1 − accepted. When the checks since the last change speak against the accepted rate (<see cref="RateEvidence"/>),
/// the share of doubt a hit may have is divided by how much too high the rate was, at least by 2 and at most by 8. Where that would be below a thousandth of what
/// is accepted, only the very same request is answered for <see cref="Rest"/>, and then the strictest step is tried again. When the checks show the rate to be
/// below half of what is accepted, the doubt is doubled, up to the accepted rate. So it takes more to loosen than not to tighten, and it goes slower.
/// </remarks>
internal sealed class PolicyChecks(CheckedPolicy policy)
{
    public const double LeastDoubt = 1.0 / 1024;

    /// <summary>Required when nothing is sure enough.</summary>
    public const double Never = 2;

    /// <summary>One wrong answer may be a slip of the comparison.</summary>
    private const int LeastWrong = 2;

    public static readonly TimeSpan Rest = TimeSpan.FromDays(7);

    private readonly Dictionary<InteractionId, Check> _checks = [];
    private readonly Queue<InteractionId> _order = new();
    private DateTimeOffset _latest;

    /// <summary>Share of the accepted doubt that is left, 0 to 1; 0 when nothing is sure enough.</summary>
    public double Doubt { get; private set; } = 1;
    public DateTimeOffset? ChangedAt { get; private set; }

    public IEnumerable<KeyValuePair<InteractionId, Check>> All => _order.Where(_checks.ContainsKey).Select(id => new KeyValuePair<InteractionId, Check>(id, _checks[id]));

    /// <summary>Takes over what a note kept.</summary>
    public void Restore(double doubt, DateTimeOffset? changedAt)
    {
        Doubt = double.IsFinite(doubt) ? Math.Clamp(doubt, 0, 1) : 1;
        ChangedAt = changedAt;
    }

    /// <summary>Notes a check; one that is known already takes the later word. False when it changes nothing.</summary>
    public bool TryAdd(InteractionId hit, Check check)
    {
        if (_checks.TryGetValue(hit, out var known))
        {
            if (known.IsCorrect == check.IsCorrect) return false;
            _checks[hit] = known with { IsCorrect = check.IsCorrect };
            return true;
        }

        _checks[hit] = check;
        if (check.At > _latest) _latest = check.At;
        _order.Enqueue(hit);
        while (_order.Count > ShadowChecks.WindowChecks) _checks.Remove(_order.Dequeue());
        return true;
    }

    public double Required(double accepted, DateTimeOffset now)
    {
        Wake(now);
        return Doubt == 0 ? Never : 1 - accepted * Doubt;
    }

    /// <summary>Draws the consequence of the checks so far; null when there is none.</summary>
    public CheckChange? Settle(double accepted, DateTimeOffset now)
    {
        Wake(now);
        if (Doubt == 0) return null;
        var (checks, wrong) = Count(now, sinceChange: true);
        if (wrong >= LeastWrong && RateEvidence.Above(accepted, wrong, checks) >= RateEvidence.Enough)
        {
            var excess = accepted > 0 ? (double)wrong / checks / accepted : 8;
            var doubt = Doubt / Math.Clamp(excess, 2, 8);
            return Change(CheckChangeKind.Tightened, doubt < LeastDoubt && Doubt <= LeastDoubt ? 0 : Math.Max(doubt, LeastDoubt), accepted, checks, wrong, now);
        }

        if (Doubt < 1 && RateEvidence.Below(accepted / 2, wrong, checks) >= RateEvidence.Enough)
        {
            return Change(CheckChangeKind.Loosened, Math.Min(1, Doubt * 2), accepted, checks, wrong, now);
        }

        return null;
    }

    /// <summary>Checks within the window, and of them the wrong ones.</summary>
    public (int Checks, int Wrong) Count(DateTimeOffset now, bool sinceChange)
    {
        // A hit of the very moment of a change was still given by the old rule.
        var from = now - ShadowChecks.Window;
        if (sinceChange && ChangedAt is { } changed && changed > from) from = changed;
        int checks = 0, wrong = 0;
        foreach (var check in _checks.Values)
        {
            if (check.At <= from) continue;
            checks++;
            if (!check.IsCorrect) wrong++;
        }

        return (checks, wrong);
    }

    private CheckChange Change(CheckChangeKind kind, double doubt, double accepted, int checks, int wrong, DateTimeOffset now)
    {
        var before = Required(accepted, now);
        Doubt = doubt;
        ChangedAt = now;
        return new CheckChange(policy, kind, before, Required(accepted, now), checks, wrong, RateInterval.Wilson(wrong, checks), accepted, now);
    }

    private void Wake(DateTimeOffset now)
    {
        if (_latest > now || ChangedAt > now) Rewind(now);
        if (Doubt > 0 || now - ChangedAt < Rest) return;
        Doubt = LeastDoubt;
        ChangedAt = now;
    }

    /// <summary>The clock was ahead and is right again: what seems to come was before, and must neither count twice nor stop the counting.</summary>
    private void Rewind(DateTimeOffset now)
    {
        foreach (var (hit, check) in _checks.ToArray())
        {
            if (check.At > now) _checks[hit] = check with { At = now };
        }

        _latest = now;
        if (ChangedAt > now) ChangedAt = now;
    }
}

/// <param name="At">When the hit was given.</param>
/// <param name="IsCorrect">Whether it was right.</param>
internal readonly record struct Check(DateTimeOffset At, bool IsCorrect);
