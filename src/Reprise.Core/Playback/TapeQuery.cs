using Reprise.Interactions;

namespace Reprise.Playback;

/// <summary>Query strings as a tape keeps them.</summary>
internal static class TapeQuery
{
    /// <summary>Without the parameters that carry credentials, names included; with its question mark, or empty.</summary>
    public static string WithoutCredentials(string query)
    {
        if (query.Length < 2) return "";
        return Parameters(query).Any(RecordableQuery.MayBeCredential) ? Join(Parameters(query).Where(static p => !RecordableQuery.MayBeCredential(p))) : query;
    }

    public static string[] Parameters(string query) => query.Length < 2 ? [] : query.TrimStart('?').Split('&');

    public static string Join(IEnumerable<string> parameters) => string.Join('&', parameters) is { Length: > 0 } joined ? "?" + joined : "";
}
