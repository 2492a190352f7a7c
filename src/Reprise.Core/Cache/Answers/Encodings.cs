using System.Globalization;
using Reprise.Interactions;

namespace Reprise.Cache.Answers;

/// <summary>Gives stored bytes compressed as they came to a client that takes them so, and decoded to any other.</summary>
internal static class Encodings
{
    public static Body Fit(Body body, ReadOnlyMemory<byte> decoded, AnswerWish wish)
    {
        if (string.IsNullOrEmpty(body.ContentEncoding)) return body;
        var isTaken = body.ContentEncoding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).All(encoding => Accepts(wish.AcceptEncoding, encoding));
        return isTaken ? body : new Body { Bytes = decoded, ContentType = body.ContentType, Chunks = Pieces.Of(decoded.Span) };
    }

    /// <summary>Whether the header names the encoding, or <c>*</c>, with a weight above 0.</summary>
    public static bool Accepts(string? header, string encoding)
    {
        if (encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)) return true;
        var star = false;
        foreach (var part in (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var semicolon = part.IndexOf(';', StringComparison.Ordinal);
            var name = (semicolon < 0 ? part : part[..semicolon]).TrimEnd();
            var isWanted = semicolon < 0 || WeightOf(part[(semicolon + 1)..]) > 0;
            if (name.Equals(encoding, StringComparison.OrdinalIgnoreCase)) return isWanted;
            star |= name == "*" && isWanted;
        }

        return star;
    }

    private static double WeightOf(string parameters)
    {
        var weight = parameters.Trim();
        if (!weight.StartsWith("q=", StringComparison.OrdinalIgnoreCase)) return 1;
        return double.TryParse(weight.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : 0;
    }
}
