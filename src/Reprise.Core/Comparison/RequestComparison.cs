namespace Reprise.Comparison;

/// <summary>What was asked otherwise.</summary>
internal readonly record struct RequestComparison(double PromptSimilarity, bool PromptModified, bool SystemModified, bool ParamsModified)
{
    public static RequestComparison Of(CallSide original, CallSide replay)
    {
        if (!original.HasRequest || !replay.HasRequest) return OfPreviews(original, replay);
        var isOneDialect = original.Interaction.Dialect == replay.Interaction.Dialect;
        var (one, other) = (original.Asked, replay.Asked);
        return new RequestComparison(
            WordOverlap.Of(original.Prompt, replay.Prompt),
            !string.Equals(original.Prompt, replay.Prompt, StringComparison.Ordinal),
            !string.Equals(one.SystemPrompt ?? "", other.SystemPrompt ?? "", StringComparison.Ordinal),
            isOneDialect
                ? !ParameterComparison.AreEqual(one.Parameters, other.Parameters) || !ParameterComparison.AreEqual(one.Tools, other.Tools)
                : !ParameterComparison.AreAlike(one.Parameters, other.Parameters));
    }

    /// <summary>
    /// Without the bodies: the hash of system prompt and prompt says whether both are the same, and the previews which of the two is not. Of parameters nothing is known.
    /// </summary>
    private static RequestComparison OfPreviews(CallSide original, CallSide replay)
    {
        var (one, other) = (original.Interaction, replay.Interaction);
        if (one.PromptHash is not null && one.PromptHash == other.PromptHash) return new RequestComparison(1, false, false, false);
        var isPromptModified = !string.Equals(one.PromptPreview, other.PromptPreview, StringComparison.Ordinal);
        var isModified = one.PromptHash is not null && other.PromptHash is not null;
        return new RequestComparison(WordOverlap.Of(one.PromptPreview, other.PromptPreview), isPromptModified, isModified && !isPromptModified, false);
    }
}
