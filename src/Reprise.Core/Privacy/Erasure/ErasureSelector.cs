using System.Security.Cryptography;
using System.Text;
using Reprise.Encryption;
using Reprise.Store;

namespace Reprise.Privacy.Erasure;

/// <summary>Who or what is to be erased. It is kept in plain only while an erasure is under way.</summary>
public sealed record ErasureSelector
{
    /// <summary>The user's ids: as callers write it, and the pseudonyms that the record may know it by. Empty for a filter.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>A filter as it was understood, with times written out; null for a user.</summary>
    public string? Q { get; init; }

    public Filter ToFilter(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        if (Q is not null) return FilterParser.Parse(Q, time.GetUtcNow()).Filter ?? throw new InvalidDataException("The filter of this erasure cannot be read.");
        var user = FilterFields.Find("user")!;
        return new OrFilter([.. Users.Select(id => new FieldFilter(user, FilterOperator.Equal, id))]);
    }

    /// <summary>A keyed hash: whoever knows the person can tell that an erasure was theirs, with this record's secret; nobody can tell the person from it.</summary>
    public string HashOf(IProjectSecrets secrets, string project)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        var text = Q is null ? "user\0" + (Users.Count > 0 ? Users[0] : "") : "filter\0" + Q;
        return Convert.ToHexStringLower(HMACSHA256.HashData(secrets.Of(project, "erasure").Span, Encoding.UTF8.GetBytes(text)));
    }
}
