using Reprise.Privacy.Policies;

namespace Reprise.Client.Documents;

/// <summary>The privacy policy in force.</summary>
public sealed record PrivacyPolicyDocument
{
    public required string Project { get; init; }

    /// <summary>Whether somebody set it, for the project or for all.</summary>
    public required bool IsSet { get; init; }
    public required PrivacyPolicy Policy { get; init; }
}

/// <summary>A text or a body to try a policy on.</summary>
public sealed record PrivacyTest
{
    public string? Text { get; init; }
    public string? Body { get; init; }
    public string? ContentType { get; init; }

    /// <summary><c>request</c> or <c>response</c>.</summary>
    public string? Side { get; init; }

    /// <summary>The policy to try; null for the one in force.</summary>
    public PrivacyPolicy? Policy { get; init; }
}

/// <summary>What a policy would leave.</summary>
public sealed record PrivacyTestResult
{
    public required string Policy { get; init; }

    /// <summary>What would be recorded; null where nothing would be.</summary>
    public string? Result { get; init; }
    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>();
    public IReadOnlyList<PrivacyFinding> Findings { get; init; } = [];
    public IReadOnlyList<string> Dropped { get; init; } = [];
    public IReadOnlyList<string> Restricted { get; init; } = [];
    public string? Fault { get; init; }
}

/// <summary>Something that would be taken out.</summary>
public sealed record PrivacyFinding
{
    public required string Type { get; init; }

    /// <summary>Where, in a body.</summary>
    public string? Place { get; init; }

    /// <summary>In the text as it was; null for bodies.</summary>
    public int? Start { get; init; }
    public int? Length { get; init; }
    public required int NewStart { get; init; }
    public required int NewLength { get; init; }
}

/// <summary>A user of whom nothing is to be recorded.</summary>
/// <param name="User">The id as calls name it.</param>
/// <param name="Reason">Why; null for none.</param>
public sealed record OptOutRequest(string User, string? Reason);

/// <summary>Opt-outs of a project.</summary>
public sealed record OptOutList
{
    public required IReadOnlyList<OptOut> Items { get; init; }
}
