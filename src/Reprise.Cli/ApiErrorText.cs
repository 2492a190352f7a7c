using System.Net;
using System.Text;
using Reprise.Client;

namespace Reprise.Cli;

/// <summary>What the server refused, in lines for people.</summary>
internal static class ApiErrorText
{
    public static string Of(RepriseApiException error)
    {
        var text = new StringBuilder();
        var title = error.Title ?? $"HTTP status {(int)error.Status}";
        text.Append(title);
        var detail = error.Detail ?? (string.Equals(error.Message, title, StringComparison.Ordinal) ? null : error.Message);
        if (detail is not null && !string.Equals(detail, title, StringComparison.OrdinalIgnoreCase)) text.Append(title.EndsWith('.') ? " " : ": ").Append(detail);
        if (error.Suggestion is { } suggestion && !text.ToString().Contains(suggestion, StringComparison.Ordinal)) text.Append(" Did you mean '").Append(suggestion).Append("'?");
        if (error.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) text.Append(" This server asks for a login.");
        if (error.StillWorks.Count > 0)
        {
            text.Append("\nWhat would still work:");
            foreach (var way in error.StillWorks) text.Append("\n  - ").Append(way);
        }

        return text.ToString();
    }

    /// <summary>The filter with a mark below the mistake, or nothing when the mistake has no place in it.</summary>
    public static string Pointer(RepriseApiException error, string? filter)
    {
        if (error.Position is not { } position || filter is null || position < 0 || position > filter.Length || filter.Contains('\n', StringComparison.Ordinal)) return "";
        return $"\n  {filter}\n  {new string(' ', position)}^";
    }
}
