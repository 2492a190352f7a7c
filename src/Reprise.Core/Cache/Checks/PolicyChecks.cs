using Reprise.Interactions;

namespace Reprise.Cache.Checks;

/// <summary>The checks of one policy and how strict it has become. Not safe for several threads.</summary>
/// <remarks>
/// The rule. At first a hit must be right with 1 − accepted. When the checks since the last change speak against the accepted rate (<see cref="RateEvidence"/>),
/// the share of doubt a hit may have is divided by how much too high the rate was, at least by 2 and at most by 8; where that would be below a thousandth of what
/// is accepted, only the very same request is answered. When the checks show the rate to be below half of what is accepted, the doubt is doubled, up to the
/// accepted rate. So it takes more to loosen than not to tighten, and it goes slower.
/// A strictness that no judgement reaches gives no hit, and so no check: it would never end by checks. So where none has come for <see cref="Rest"/> the doubt is
/// doubled too, or the strictest step is tried again. What was wrong before is found out again by the next few checks.
/// Tightening looks at the window, since traffic changes; loosening at all checks since the last change, since what accepts little takes more than a window holds.
/// </remarks>
internal sealed class PolicyChecks(CheckedPolicy policy)
{
    public const double LeastDoubt = 1.0 / 1024;

    /// <summary>Required when nothing is sure enough.</summary>
    public const double Never = 2;

    /// <summary>One wrong answer may be a slip of the comparison.</summary>
    private const int LeastWrong = 2;

    /// <summary>Beyond so many the sums are halved, so that today's traffic has its say.</summary>
    private const int MostForgotten = 100_000;

    public static readonly TimeSpan Rest = TimeSpan.FromDays(7);

    private readonly Dictionary<InteractionId, Check> _checks = [];
    private readonly Queue<InteractionId> _order = new();
    private readonly List<CheckChange> _rested = [];
    private DateTimeOffset _latest;

    /// <summary>Share of the accepted doubt that is left, 0 to 1; 0 when nothing is sure enough.</summary>
    public double Doubt { get; private set; } = 1;
    public DateTimeOffset? ChangedAt { get; private set; }

    /// <summary>Checks since the last change that are remembered as a number only.</summary>
    public ForgottenChecks Forgotten { get; private set; }

    public IEnumerable<KeyValuePair<InteractionId, Check>> All => _order.Where(_checks.ContainsKey).Select(id => new KeyValuePair<InteractionId, Check>(id, _checks[id]));

    /// <summary>Takes over what a note kept.</summary>
    public void Restore(double doubt, DateTimeOffset? changedAt, ForgottenChecks forgotten)
    {
        Doubt = double.IsFinite(doubt) ? Math.Clamp(doubt, 0, 1) : 1;
        ChangedAt = changedAt;
        Forgotten = forgotten;
    }

    /// <summary>Steps that were taken for want of checks since this was last asked.</summary>
    public IReadOnlyList<CheckChange> TakeRested()
    {
        if (_rested.Count == 0) return [];
        CheckChange[] taken = [.. _rested];
        _rested.Clear();
        return taken;
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

        // Read once more from the record, it would count twice.
        if (check.At <= Forgotten.UpTo) return false;
        _checks[hit] = check;
        if (check.At > _latest) _latest = check.At;
        _order.Enqueue(hit);
        while (_order.Count > ShadowChecks.WindowChecks)
        {
            if (_checks.Remove(_order.Dequeue(), out var oldest)) Forget(oldest);
        }

        return true;
    }

    public double Required(double accepted, DateTimeOffset now)
    {
        Wake(accepted, now);
        return RequiredBy(accepted);
    }

    /// <summary>Draws the consequence of the checks so far; null when there is none.</summary>
    public CheckChange? Settle(double accepted, DateTimeOffset now)
    {
        Wake(accepted, now);
        if (Doubt == 0) return null;
        var (checks, wrong) = Count(Later(now - ShadowChecks.Window, ChangedAt));
        if (wrong >= LeastWrong && RateEvidence.Above(accepted, wrong, checks) >= RateEvidence.Enough)
        {
            var excess = accepted > 0 ? (double)wrong / checks / accepted : 8;
            var doubt = Doubt / Math.Clamp(excess, 2, 8);
            return Change(CheckChangeKind.Tightened, doubt < LeastDoubt && Doubt <= LeastDoubt ? 0 : Math.Max(doubt, LeastDoubt), accepted, (checks, wrong), now);
        }

        if (Doubt == 1) return null;
        var all = SinceChange();
        return RateEvidence.Below(accepted / 2, all.Wrong, all.Checks) >= RateEvidence.Enough ? Change(CheckChangeKind.Loosened, Math.Min(1, Doubt * 2), accepted, all, now) : null;
    }

    /// <summary>Checks within the window, and of them the wrong ones.</summary>
    public (int Checks, int Wrong) Recent(DateTimeOffset now) => Count(now - ShadowChecks.Window);

    /// <summary>Checks since the last change, those that are remembered as a number too.</summary>
    public (int Checks, int Wrong) SinceChange()
    {
        var (checks, wrong) = Count(ChangedAt ?? DateTimeOffset.MinValue);
        return (checks + Forgotten.Checks, wrong + Forgotten.Wrong);
    }

    private (int Checks, int Wrong) Count(DateTimeOffset after)
    {
        // A hit of the very moment of a change was still given by the old rule.
        int checks = 0, wrong = 0;
        foreach (var check in _checks.Values)
        {
            if (check.At <= after) continue;
            checks++;
            if (!check.IsCorrect) wrong++;
        }

        return (checks, wrong);
    }

    private void Forget(Check oldest)
    {
        var counts = ChangedAt is not { } changed || oldest.At > changed;
        var (checks, wrong) = (Forgotten.Checks + (counts ? 1 : 0), Forgotten.Wrong + (counts && !oldest.IsCorrect ? 1 : 0));
        if (checks > MostForgotten) (checks, wrong) = (checks / 2, (wrong + 1) / 2);
        Forgotten = new ForgottenChecks(checks, wrong, Later(Forgotten.UpTo, oldest.At));
    }

    private double RequiredBy(double accepted) => Doubt == 0 ? Never : 1 - accepted * Doubt;

    private CheckChange Change(CheckChangeKind kind, double doubt, double accepted, (int Checks, int Wrong) decidedBy, DateTimeOffset at)
    {
        var before = RequiredBy(accepted);
        Doubt = doubt;
        ChangedAt = at;
        Forgotten = Forgotten with { Checks = 0, Wrong = 0 };
        return new CheckChange(policy, kind, before, RequiredBy(accepted), decidedBy.Checks, decidedBy.Wrong, RateInterval.Wilson(decidedBy.Wrong, decidedBy.Checks), accepted, at);
    }

    /// <summary>Takes the steps that are due for want of checks, each at its time, whether anybody asked then or not.</summary>
    private void Wake(double accepted, DateTimeOffset now)
    {
        if (_latest > now || ChangedAt > now) Rewind(now);
        if (Doubt == 1) return;
        ChangedAt ??= now;
        while (Doubt < 1 && Later(ChangedAt.Value, _latest) + Rest is var rested && rested <= now)
        {
            _rested.Add(Change(CheckChangeKind.Rested, Doubt == 0 ? LeastDoubt : Math.Min(1, Doubt * 2), accepted, SinceChange(), rested));
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;

    /// <summary>The clock was ahead and is right again: what seems to come was before, and must neither count twice nor stop the counting.</summary>
    private void Rewind(DateTimeOffset now)
    {
        foreach (var (hit, check) in _checks.ToArray())
        {
            if (check.At > now) _checks[hit] = check with { At = now };
        }

        _latest = now;
        if (Forgotten.UpTo > now) Forgotten = Forgotten with { UpTo = now };
        if (ChangedAt > now) ChangedAt = now;
    }
}

/// <param name="At">When the hit was given.</param>
/// <param name="IsCorrect">Whether it was right.</param>
internal readonly record struct Check(DateTimeOffset At, bool IsCorrect);

/// <param name="Checks">Since the last change.</param>
/// <param name="Wrong">Of them wrong.</param>
/// <param name="UpTo">Hits until then are known no more one by one.</param>
internal readonly record struct ForgottenChecks(int Checks, int Wrong, DateTimeOffset UpTo);
