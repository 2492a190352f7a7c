using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Import;

/// <summary>One line of a mapping: where a field of ours comes from.</summary>
internal sealed record MappingRule(string Field, IReadOnlyList<JsonPath> Paths)
{
    public JsonElement? Constant { get; init; }
    public string? Unit { get; init; }
    public JsonElement? Map { get; init; }

    /// <summary>Whether a record without it is refused.</summary>
    public bool IsRequired { get; init; }
}

/// <summary>A mapping that was read and found good.</summary>
public sealed class Mapping
{
    private readonly IReadOnlyList<MappingRule> _rules;
    private readonly bool _keepsRest;
    private readonly HashSet<string> _understood;

    internal Mapping(IReadOnlyList<MappingRule> rules, bool keepsRest)
    {
        _rules = rules;
        _keepsRest = keepsRest;
        _understood = rules.SelectMany(rule => rule.Paths).Select(path => path.First).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Whether records get an id of their own, so that importing them again stores them once whatever else changed.</summary>
    public bool HasId => _rules.Any(rule => rule.Field == "interaction_id");

    internal byte[] Map(JsonElement foreign, ImportNotes notes)
    {
        var record = new RecordBuilder(notes);
        foreach (var rule in _rules)
        {
            var found = rule.Constant ?? rule.Paths.Select(path => path.Find(foreign)).FirstOrDefault(value => value is not null);
            if (found is not { } value)
            {
                if (rule.IsRequired) throw new ImportException($"{rule.Field} is required, and nothing is there");
                continue;
            }

            if (rule.Map is { } words)
            {
                if ((words.Field(value.AsText()) ?? words.Field("*")) is not { } ours)
                {
                    notes.LeaveOut($"{rule.Field}: words that are not in its map");
                    continue;
                }

                value = ours;
            }

            if (rule.Field.StartsWith("metadata.", StringComparison.Ordinal)) record.Metadata(rule.Field["metadata.".Length..], value);
            else if (rule.Field == "metadata" && value.ValueKind == JsonValueKind.Object) record.Metadata(value.EnumerateObject());
            else record.Set(rule.Field, rule.Unit is null ? Plain(rule.Field, value) : MappingUnits.Convert(rule.Field, rule.Unit, value));
        }

        foreach (var other in foreign.EnumerateObject().Where(other => !_understood.Contains(other.Name)))
        {
            if (_keepsRest) record.Metadata(other.Name, other.Value);
            else notes.LeaveOut(other.Name);
        }

        return record.Build();
    }

    /// <summary>Numbers and flags may be text, as in CSV; only what our field is decides.</summary>
    private static object Plain(string field, JsonElement value)
    {
        if (field is "timestamp") return ForeignTime.Read(value) is { } time ? time : value;
        if (value.ValueKind != JsonValueKind.String || !field.StartsWith("metrics.", StringComparison.Ordinal) || field == "metrics.price_version") return value;
        return decimal.TryParse(value.GetString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : value;
    }
}

/// <summary>Records as a mapping file describes them.</summary>
internal sealed class MappedFormat(Mapping mapping) : ForeignFormat
{
    public override string Name => "map";

    public override bool Recognises(JsonElement record) => true;

    public override IEnumerable<byte[]> Map(JsonElement record, ImportNotes notes) => [mapping.Map(record, notes)];
}
