using Reprise.Evaluation.Text;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Evaluation.Bias;

/// <summary>Which groups a request belongs to: by words in it, or by a field of its record.</summary>
public sealed class BiasGrouping
{
    private readonly FilterField? _field;
    private readonly WordList? _terms;

    private BiasGrouping(string name, FilterField? field, WordList? terms) => (Name, _field, _terms) = (name, field, terms);

    public string Name { get; }

    /// <summary>Groups of words that are looked for where nobody names others.</summary>
    public const string UsualTerms = "women:woman,women,female,girl,she,her,mother,wife;men:man,men,male,boy,he,his,father,husband";

    /// <summary>A field such as <c>labels.topic</c>, <c>tag</c> or <c>metadata.team</c>; null when there is none of that name.</summary>
    public static BiasGrouping? ByField(string name)
    {
        var field = FilterFields.Find(name);
        return field is null ? null : new BiasGrouping(field.Name, field, null);
    }

    /// <summary>Words by group, as in <c>women:she,her;men:he,his</c>; null when it cannot be read.</summary>
    public static BiasGrouping? ByTerms(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var groups = new List<(string, string)>();
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !part[(colon + 1)..].Any(char.IsLetterOrDigit)) return null;
            groups.Add((part[..colon].Trim(), part[(colon + 1)..]));
        }

        return groups.Count == 0 ? null : new BiasGrouping("terms", null, new WordList([.. groups]));
    }

    /// <summary>The groups of one interaction; none where nothing says so. Words of two groups put a request into both.</summary>
    public IReadOnlyList<string> Of(RecordedInteraction record, string request)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (_field is not null) return FieldValue.Groups(_field, record.Interaction, FactFold.Of(record.Facts));
        return [.. _terms!.Find(request).Select(match => match.Category).Distinct(StringComparer.Ordinal)];
    }
}
