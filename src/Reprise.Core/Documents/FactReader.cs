using System.Globalization;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Documents;

/// <summary>Reads facts that others wrote: one document, or the sections of a record that stand for facts.</summary>
public static class FactReader
{
    public const int MaxTextLength = 64 * 1024;
    private const int MaxFacts = 1000;
    private static readonly string[] s_namedScores = ["relevance_score", "quality_score", "security_score"];

    /// <summary>Checks a fact and gives it an id: its own, or a new one.</summary>
    /// <returns>The fact, or what is wrong with it.</returns>
    public static (Fact? Fact, string? Mistake) Read(FactDocument document, string project, InteractionId interaction, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(time);
        if (Mistake(document) is { } mistake) return (null, mistake);
        var now = time.GetUtcNow();
        var id = string.IsNullOrEmpty(document.FactId) ? InteractionId.At(now) : InteractionId.FromForeign(document.FactId);
        return (Of(document, id, project, interaction, now), null);
    }

    /// <summary>Reads a fact that stands alone, as <see cref="ExactRecordWriter"/> wrote it, with its ids and time.</summary>
    /// <returns>The fact, or what is wrong with it.</returns>
    public static (Fact? Fact, string? Mistake) ReadExact(ReadOnlyMemory<byte> utf8, string project)
    {
        if (!RecordJson.TryParse(utf8, out var json, out var mistake)) return (null, $"the fact cannot be read: {mistake}.");
        if (json.ValueKind != JsonValueKind.Object) return (null, $"a fact is a JSON object; found {RecordFields.Describe(json)}.");
        var mistakes = new List<string>();
        var fact = ExactRecordReader.Fact(new ExactFields(json, "", mistakes), project, about: null);
        return mistakes.Count == 0 ? (fact, null) : (null, string.Join("; ", mistakes) + ".");
    }

    private static Fact Of(FactDocument document, InteractionId id, string project, InteractionId interaction, DateTimeOffset otherwiseAt) => new()
    {
        FactId = id,
        InteractionId = interaction,
        Project = project,
        Kind = FactDocuments.ReadKind(document.Kind)!.Value,
        Timestamp = document.Timestamp ?? otherwiseAt,
        Name = NameOf(document),
        Value = document.Value,
        Text = document.Text,
        Author = document.Author,
    };

    /// <summary>The facts a record brings: its <c>facts</c>, or else its evaluation, feedback and labels. Reading a record twice gives the same fact ids.</summary>
    internal static IReadOnlyList<Fact> Of(RecordFields record, string project, InteractionId interaction, DateTimeOffset timestamp, List<string> mistakes)
    {
        var facts = new List<Fact>();
        var given = record.Value("facts");
        var evaluation = record.Section("evaluation");
        var feedback = record.Section("feedback");
        var labels = record.Section("labels");
        var flagged = record.Flag("flagged") ?? evaluation.Flag("flagged");
        if (given is { ValueKind: JsonValueKind.Array } list)
        {
            if (list.GetArrayLength() > MaxFacts) mistakes.Add($"facts has {list.GetArrayLength():N0} entries; at most {MaxFacts} come with a record");
            else foreach (var item in list.EnumerateArray()) Add(Document(item, facts.Count));
            return facts;
        }

        if (given is not null) mistakes.Add("facts must be a list");
        foreach (var name in s_namedScores)
        {
            if (evaluation.Score(name) is { } score) Add(new FactDocument { Kind = "evaluation", Name = name, Value = score });
        }

        var scores = evaluation.Section("scores");
        var reason = evaluation.Text(MaxTextLength, "flag_reason");
        foreach (var other in scores.Others.Concat(evaluation.Others))
        {
            if (other.Value.ValueKind == JsonValueKind.Number) Add(new FactDocument { Kind = "evaluation", Name = other.Name, Value = other.Value.GetDouble() });
            else if (other.Value.ValueKind != JsonValueKind.Null) mistakes.Add($"evaluation.{other.Name} must be a number; found {RecordFields.Describe(other.Value)}");
        }

        if (flagged is { } flag) Add(new FactDocument { Kind = "flag", Value = flag ? 1 : 0, Text = reason });
        var (rating, comment) = (feedback.Number(double.MinValue, double.MaxValue, "rating"), feedback.Text(MaxTextLength, "comment"));
        var (author, said) = (feedback.Text(256, "author"), feedback.Time("timestamp"));
        if (rating is not null || comment is not null) Add(new FactDocument { Kind = "feedback", Value = rating, Text = comment, Author = author, Timestamp = said });
        foreach (var label in labels.Others)
        {
            if (label.Value.ValueKind == JsonValueKind.String) Add(new FactDocument { Kind = "label", Name = label.Name.Replace('\0', '\uFFFD'), Text = label.Value.GetString()!.Replace('\0', '\uFFFD') });
            else mistakes.Add($"labels.{label.Name} must be a string; found {RecordFields.Describe(label.Value)}");
        }

        return facts;

        void Add(FactDocument document)
        {
            if (Mistake(document) is { } mistake)
            {
                mistakes.Add($"{document.Kind}: {mistake}");
                return;
            }

            var id = document.FactId ?? string.Create(CultureInfo.InvariantCulture, $"{interaction}/{document.Kind}/{document.Name}/{document.Timestamp:O}");
            facts.Add(Of(document, InteractionId.FromForeign(id), project, interaction, timestamp));
        }

        FactDocument Document(JsonElement item, int index)
        {
            var fields = new RecordFields(item.ValueKind == JsonValueKind.Object ? item : null, $"facts[{index}].", mistakes);
            return new FactDocument
            {
                FactId = fields.Text(256, "fact_id"),
                Kind = fields.Text(64, "kind") ?? "",
                Timestamp = fields.Time("timestamp"),
                Name = fields.Text(128, "name"),
                Value = fields.Number(double.MinValue, double.MaxValue, "value"),
                // Text that is there and empty is what was said; elsewhere in a record it counts as left out.
                Text = fields.Text(MaxTextLength, "text") ?? (fields.Value("text") is { ValueKind: JsonValueKind.String } ? "" : null),
                Author = fields.Text(256, "author"),
            };
        }
    }

    /// <summary>An evaluation that names no measure is about quality.</summary>
    private static string? NameOf(FactDocument fact) => string.IsNullOrEmpty(fact.Name) ? fact.Kind == "evaluation" ? "quality_score" : null : fact.Name;

    private static string? Mistake(FactDocument fact)
    {
        if (FactDocuments.ReadKind(fact.Kind) is not { } kind) return $"kind must be one of {string.Join(", ", FactDocuments.Kinds)}";
        if (fact.Name?.Length > 128) return "name may have at most 128 characters";
        if (fact.Text?.Length > MaxTextLength) return $"text may have at most {MaxTextLength:N0} characters";
        if (fact.Author?.Length > 256 || fact.FactId?.Length > 256) return "author and fact_id may have at most 256 characters";
        if (fact.Value is { } value && !double.IsFinite(value)) return "value must be a finite number";
        return kind switch
        {
            FactKind.Evaluation when fact.Value is null => "an evaluation needs a value",
            FactKind.Evaluation when fact.Value is < 0 or > 1 && s_namedScores.Contains(NameOf(fact)) =>
                $"{NameOf(fact)} runs from 0 to 1",
            FactKind.Feedback when fact.Value is null && string.IsNullOrEmpty(fact.Text) => "a feedback needs a value (1 up, -1 down) or a text",
            FactKind.Label when string.IsNullOrEmpty(fact.Name) => "a label needs a name",
            FactKind.Correction when string.IsNullOrEmpty(fact.Name) => "a correction needs the name of the field it corrects",
            FactKind.Correction when fact.Value is null && fact.Text is null => "a correction needs a value or a text",
            FactKind.Correction when fact.Name == FoldedFacts.Cost && fact.Value is not (>= 0 and < 1e15) => "a corrected cost is an amount of US dollars, 0 or more",
            _ => null,
        };
    }
}
