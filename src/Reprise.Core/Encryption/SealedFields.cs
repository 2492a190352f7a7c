using Reprise.Store;

namespace Reprise.Encryption;

/// <summary>Which fields of the filter language stand sealed in the store, and what each is sealed for.</summary>
internal static class SealedFields
{
    public const string MetadataName = "metadata.name";
    public const string MetadataValue = "metadata.value";
    public const string LabelName = "label.name";
    public const string LabelValue = "label.value";

    /// <summary>Sealed the same each time: equality, grouping and the engines' own keys go on working.</summary>
    private static readonly HashSet<string> s_equal = new(StringComparer.Ordinal)
    {
        "user", "session", "trace", "parent", "prompt_type", "tag", "ip", "replay_run", "prompt_template", "prompt_hash", "input_hash", "record_error",
    };

    /// <summary>What values of a field are sealed for; null for a field that stands as it is.</summary>
    public static string? PlaceOf(string field) => field switch
    {
        "label" => LabelName,
        _ when s_equal.Contains(field) => field,
        _ when IsMetadata(field) => MetadataValue,
        _ when IsLabel(field) => LabelValue,
        _ => null,
    };

    /// <summary>The field as the store knows it: names of metadata and labels are sealed too.</summary>
    public static FilterField InStore(ISealer sealer, string project, FilterField field)
    {
        var name = InStore(sealer, project, field.Name);
        return ReferenceEquals(name, field.Name) ? field : field with { Name = name };
    }

    public static string InStore(ISealer sealer, string project, string field)
    {
        if (IsMetadata(field)) return FilterFields.MetadataPrefix + SealedText.SealEqual(sealer, project, MetadataName, field[FilterFields.MetadataPrefix.Length..]);
        return IsLabel(field) ? FilterFields.LabelPrefix + SealedText.SealEqual(sealer, project, LabelName, field[FilterFields.LabelPrefix.Length..]) : field;
    }

    private static bool IsMetadata(string field) => field.StartsWith(FilterFields.MetadataPrefix, StringComparison.Ordinal);

    private static bool IsLabel(string field) => field.StartsWith(FilterFields.LabelPrefix, StringComparison.Ordinal);
}
