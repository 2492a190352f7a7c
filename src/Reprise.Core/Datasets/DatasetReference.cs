using System.Globalization;

namespace Reprise.Datasets;

/// <summary>A dataset as it is named in one word: <c>name</c> for its newest version, or <c>name@version</c>.</summary>
/// <param name="Name">Whether there is one of that name, it does not say.</param>
/// <param name="Version">From 1; null for the newest.</param>
public readonly record struct DatasetReference(string Name, int? Version)
{
    /// <exception cref="FormatException">What stands behind the at sign is no version; says so for people.</exception>
    public static DatasetReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0) return new DatasetReference(text, null);
        return int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
            ? new DatasetReference(text[..at], version)
            : throw new FormatException($"'{Short(text[(at + 1)..])}' is no version of a dataset; expected a whole number from 1, as in name@2.");
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
