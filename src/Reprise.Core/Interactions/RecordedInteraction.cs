namespace Reprise.Interactions;

/// <summary>An interaction with everything a store keeps of it.</summary>
public sealed record RecordedInteraction
{
    public required Interaction Interaction { get; init; }

    /// <summary>Null when the caller asked to omit it, or there was none.</summary>
    public Body? Request { get; init; }

    /// <summary>Null when the caller asked to omit it, or no answer came.</summary>
    public Body? Response { get; init; }

    /// <summary>Response headers worth keeping (request id, rate limits); never cookies or credentials.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ResponseHeaders { get; init; } = [];

    /// <summary>
    /// The words by which this interaction is found: what this call added to its conversation and what came back. Earlier turns and system prompts are left
    /// out, since the interactions that first carried them are found by them. A store indexes this and need not keep it.
    /// </summary>
    public string SearchText { get; init; } = "";

    /// <summary>What was learned later, oldest first.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];
}
