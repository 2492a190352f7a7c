using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Reprise.Documents;

namespace Reprise.Transfer;

/// <summary>The fields of a record by their path, such as <c>metrics.latency_ms</c>, taken from the document itself so that no list of them can go stale.</summary>
public static class RecordPaths
{
    private static readonly SortedSet<string> s_leaves = new(StringComparer.Ordinal);

    /// <summary>Objects whose members are the caller's own.</summary>
    private static readonly SortedSet<string> s_free = new(StringComparer.Ordinal);

    static RecordPaths() => Walk(DocumentJson.Default.InteractionDocument, "");

    /// <summary>All fields that have one name.</summary>
    public static IReadOnlyCollection<string> All => s_leaves;

    /// <summary>Whether a record can have it: a field, a whole section, or anything inside an object that is the caller's own.</summary>
    public static bool IsKnown(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return s_leaves.Contains(path) || s_free.Any(free => path.StartsWith(free + ".", StringComparison.Ordinal) && path.Length > free.Length + 1);
    }

    private static void Walk(JsonTypeInfo type, string prefix)
    {
        foreach (var property in type.Properties)
        {
            var path = prefix + property.Name;
            s_leaves.Add(path);
            var inner = DocumentJson.Default.Options.GetTypeInfo(property.PropertyType);
            if (inner.Kind == JsonTypeInfoKind.Object && inner.Type != typeof(JsonElement)) Walk(inner, path + ".");
            else if (inner.Kind == JsonTypeInfoKind.Dictionary || property.PropertyType == typeof(JsonElement?)) s_free.Add(path);
        }
    }
}
