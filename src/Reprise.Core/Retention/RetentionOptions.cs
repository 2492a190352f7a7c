using Reprise.Interactions;

namespace Reprise.Retention;

/// <summary>How long interactions are kept, and how gently the rest is removed; section <c>Retention</c>.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>Between the starts of two runs. 1 minute to 7 days; zero: none but those asked for. Default 1 hour.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>From the start of the server to its first run. Default 5 minutes.</summary>
    public TimeSpan FirstRunAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The share of time a run works; the rest it leaves to recording. Above 0 to 1; default 0.2.</summary>
    public double Share { get; set; } = 0.2;

    /// <summary>Interactions removed in one step, between which recording goes on. 1 to 1000; default 500.</summary>
    public int StepSize { get; set; } = 500;

    /// <summary>For every project.</summary>
    public RetentionScopeOptions Default { get; set; } = new();

    /// <summary>For one project, by name.</summary>
    public Dictionary<string, RetentionScopeOptions> Projects { get; } = new(StringComparer.Ordinal);

    /// <summary>What cannot be, each under its full name.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (Interval != TimeSpan.Zero && (Interval < TimeSpan.FromMinutes(1) || Interval > TimeSpan.FromDays(7))) yield return $"Retention:Interval is {Interval}; expected 00:01:00 to 7.00:00:00, or 0 for no runs by itself.";
        if (FirstRunAfter < TimeSpan.Zero || FirstRunAfter > TimeSpan.FromDays(1)) yield return $"Retention:FirstRunAfter is {FirstRunAfter}; expected 0 to 1.00:00:00.";
        if (Share is not (> 0 and <= 1)) yield return FormattableString.Invariant($"Retention:Share is {Share}; expected more than 0 and at most 1.");
        if (StepSize is < 1 or > 1000) yield return $"Retention:StepSize is {StepSize}; expected 1 to 1000.";
        foreach (var mistake in Default.Mistakes("Retention:Default")) yield return mistake;
        foreach (var (name, project) in Projects)
        {
            if (!Reprise.Interactions.Projects.IsValid(name)) yield return $"Retention:Projects:{name} is no name of a project; expected 1 to 64 of a-z, 0-9, '-', '_' and '.'.";
            foreach (var mistake in project.Mistakes($"Retention:Projects:{name}")) yield return mistake;
        }
    }
}

/// <summary>What configuration says for everything or for one project. Values as <see cref="RetentionValues"/> has them; null is not said.</summary>
public class RetentionKindOptions
{
    public int? Days { get; set; }
    public int? BodyDays { get; set; }
    public long? MaxInteractions { get; set; }
    public long? MaxBytes { get; set; }

    public RetentionValues Values => new() { Days = Days, BodyDays = BodyDays, MaxInteractions = MaxInteractions, MaxBytes = MaxBytes };
}

/// <summary>The same, and what is said for single kinds.</summary>
public sealed class RetentionScopeOptions : RetentionKindOptions
{
    /// <summary>By the kind's word, such as <c>tool</c>.</summary>
    public Dictionary<string, RetentionKindOptions> Kinds { get; } = new(StringComparer.Ordinal);

    internal IEnumerable<string> Mistakes(string name)
    {
        foreach (var (value, mistake) in Values.Mistakes()) yield return $"{name}:{value} {mistake}.";
        foreach (var (kind, options) in Kinds)
        {
            if (!Words.Kinds.Contains(kind, StringComparer.Ordinal)) yield return $"{name}:Kinds:{kind} is no kind; expected one of {string.Join(", ", Words.Kinds)}.";
            foreach (var (value, mistake) in options.Values.Mistakes()) yield return $"{name}:Kinds:{kind}:{value} {mistake}.";
        }
    }
}
