using System.Globalization;

namespace Reprise.Store;

/// <summary>Where a page ended, as an opaque text. Belongs to one direction of reading.</summary>
public static class PageCursor
{
    public static string Write(long position, bool ascending) => string.Create(CultureInfo.InvariantCulture, $"{(ascending ? 'a' : 'd')}{position:x}");

    /// <summary>False for a text that is no cursor, or one of the other direction.</summary>
    public static bool TryRead(string? cursor, bool ascending, out long position)
    {
        position = 0;
        return cursor is { Length: >= 2 and <= 17 }
            && cursor[0] == (ascending ? 'a' : 'd')
            && long.TryParse(cursor.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out position)
            && position >= 0;
    }

    /// <summary>The position behind which a page begins; null for the first page. Throws <see cref="ArgumentException"/> for a cursor that is none.</summary>
    public static long? Of(InteractionQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Cursor is null) return null;
        if (TryRead(query.Cursor, query.Ascending, out var position)) return position;
        throw new ArgumentException("The cursor is not one that this query gave.", nameof(query));
    }
}
