using System.Text.Json;

namespace Reprise.Cache.Checks;

/// <summary>Whose hits are checked: every generation of a policy begins anew.</summary>
/// <param name="Project">The tenant.</param>
/// <param name="Policy">The policy's name.</param>
/// <param name="Generation">Of the policy's answers.</param>
public readonly record struct CheckedPolicy(string Project, string Policy, long Generation);

/// <summary>How often semantic hits turn out wrong, as far as it is known.</summary>
public sealed record CheckEstimate
{
    /// <summary>Checks of the last <see cref="ShadowChecks.Window"/>, at most <see cref="ShadowChecks.WindowChecks"/>.</summary>
    public required int Checks { get; init; }
    public required int Wrong { get; init; }

    /// <summary>Share of wrong answers; null without a check.</summary>
    public double? Rate => Checks == 0 ? null : (double)Wrong / Checks;

    /// <summary>95 %, by Wilson.</summary>
    public required RateInterval Interval { get; init; }

    /// <summary>All since the required probability last changed: what loosening is decided by.</summary>
    public required int ChecksSinceChange { get; init; }
    public required int WrongSinceChange { get; init; }

    /// <summary>How sure a hit must be now; above 1 nothing but the very same request is answered.</summary>
    public required double RequiredProbability { get; init; }

    /// <summary>What it would be had nothing turned out wrong.</summary>
    public required double RequiredAtFirst { get; init; }

    /// <summary>When it changed last; null when it never did.</summary>
    public DateTimeOffset? ChangedAt { get; init; }
}

/// <summary>A policy became stricter or less strict by itself: for the audit log and the status.</summary>
/// <param name="Policy">Whose.</param>
/// <param name="Kind">Which way.</param>
/// <param name="Before">Required probability before.</param>
/// <param name="After">And after; above 1 nothing but the very same request is answered.</param>
/// <param name="Checks">Checks it was decided by.</param>
/// <param name="Wrong">Of them wrong.</param>
/// <param name="Interval">The rate these show, 95 %.</param>
/// <param name="Accepted">The rate the owner accepts.</param>
/// <param name="At">When.</param>
public sealed record CheckChange(CheckedPolicy Policy, CheckChangeKind Kind, double Before, double After, int Checks, int Wrong, RateInterval Interval, double Accepted, DateTimeOffset At)
{
    /// <summary>For the audit log.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new CheckChangeNote(Math.Round(Before, 6), Math.Round(After, 6), Checks, Wrong, Accepted, Kind == CheckChangeKind.Rested ? true : null), CheckJson.Default.CheckChangeNote);
}

public enum CheckChangeKind
{
    Tightened,
    Loosened,

    /// <summary>Loosened because no hit was given that could be checked.</summary>
    Rested,
}
