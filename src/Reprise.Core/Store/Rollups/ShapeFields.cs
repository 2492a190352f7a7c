namespace Reprise.Store.Rollups;

/// <summary>
/// The fields that make a <em>shape</em>: columns that come in few combinations. Rollups are kept by shape, so what asks for these fields alone can be answered
/// from them.
/// </summary>
public static class ShapeFields
{
    private static readonly HashSet<string> s_names = new(StringComparer.Ordinal)
    {
        "kind", "name", "provider", "dialect", "model", "response_model", "status", "http_status", "error_code", "prompt_type", "stream", "finish_reason", "country",
        "cache", "estimated",
    };

    public static IReadOnlyCollection<string> Names => s_names;

    public static bool Contains(FilterField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return s_names.Contains(field.Name);
    }

    /// <summary>Whether a filter asks nothing but fields of the shape. One that selects everything does.</summary>
    public static bool Decide(Filter filter) => filter switch
    {
        AndFilter and => and.Parts.All(Decide),
        OrFilter or => or.Parts.All(Decide),
        NotFilter not => Decide(not.Inner),
        FieldFilter field => Contains(field.Field),
        _ => false,
    };
}
