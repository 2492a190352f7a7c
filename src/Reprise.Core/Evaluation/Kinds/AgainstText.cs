using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Kinds;

/// <summary>What an answer is held against: a text that was written into the evaluator, the expected answer, or the answer of the call it repeats.</summary>
internal sealed class AgainstText
{
    public static EvaluatorOption Value { get; } = new("value", OptionKind.Text, "the expected answer", "the text to hold the answer against");

    public static EvaluatorOption Against { get; } =
        new("against", OptionKind.Text, "any", "what to hold the answer against: `expected`, `reference` (the answer of the call it repeats), or `any`: the expected answer if there is one, else the reference");

    private readonly string? _value;
    private readonly string _against;

    public AgainstText(EvaluatorOptions options)
    {
        _value = options.Text(Value.Name);
        _against = options.Word(Against.Name, "any", "expected", "reference");
        if (_value is not null && options.Has(Against.Name)) throw options.Wrong(Against.Name, $"and '{Value.Name}' do not go together; leave one of them out");
    }

    public bool NeedsReference => _value is null && _against != "expected";

    /// <summary>The text; null when there is none, and then why.</summary>
    public string? Find(EvaluationCase subject, out string why)
    {
        why = "";
        if (_value is not null) return _value;
        if (_against is "any" or "expected" && subject.Expected is { } expected) return expected;
        if (_against is "any" or "reference" && subject.ReferenceAnswer?.Content is { } reference) return reference;
        why = _against switch
        {
            "expected" => "nobody said what the answer should be",
            "reference" => "there is no other answer to compare with",
            _ => "nobody said what the answer should be, and there is no other answer to compare with",
        };
        return null;
    }
}
