namespace Reprise.Evaluation;

/// <summary>One thing an evaluator can be told.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Kind">What may be written.</param>
/// <param name="Standard">What it is when left out, for people; null when it must be there or its absence has a meaning of its own.</param>
/// <param name="Summary">What it does, in a few words.</param>
public sealed record EvaluatorOption(string Name, OptionKind Kind, string? Standard, string Summary)
{
    /// <summary>What may be written, for people.</summary>
    public string Expected => Kind switch
    {
        OptionKind.Text => "text",
        OptionKind.Texts => "text or a list of texts",
        OptionKind.Flag => "true or false",
        OptionKind.Number => "number",
        OptionKind.Count => "whole number",
        OptionKind.Object => "JSON object",
        _ => "any JSON",
    };
}

public enum OptionKind
{
    Text,
    Texts,
    Flag,
    Number,
    Count,
    Object,
    Json,
}
