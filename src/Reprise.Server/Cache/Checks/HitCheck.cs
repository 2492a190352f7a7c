using Reprise.Cache;
using Reprise.Cache.Answers;
using Reprise.Interactions;
using Reprise.Server.Gateway;

namespace Reprise.Server.Cache.Checks;

/// <summary>A hit that is to be compared with a fresh answer: all that is needed to ask again, after the client's request has ended.</summary>
internal sealed record HitCheck
{
    /// <summary>The tag of interactions that are checks.</summary>
    public const string Tag = "cache-check";

    private static readonly string[] s_left = ["Reprise-Parent", "x-portkey-parent-span-id", "Reprise-Tags", "Reprise-Replay", "Content-Length"];

    public required InteractionId Hit { get; init; }
    public required DateTimeOffset GivenAt { get; init; }
    public required CacheQuestion Question { get; init; }
    public required CacheDecision Decision { get; init; }
    public required CachedAnswer Given { get; init; }
    public required Provider Provider { get; init; }
    public required string PathAndQuery { get; init; }
    public required string Method { get; init; }
    public required HeaderDictionary Headers { get; init; }
    public required byte[] Request { get; init; }

    /// <summary>What the server said about the call, where it was the server's own; its headers say nothing then.</summary>
    public OwnCall? Own { get; init; }

    /// <summary>What the provider answered, where the call went there anyway; null when it must be asked.</summary>
    public Body? Fresh { get; init; }

    public static HitCheck Of(CacheCall cached, CacheDecision decision, CachedAnswer given)
    {
        var request = cached.Http.Request;
        var headers = new HeaderDictionary();
        foreach (var (name, values) in request.Headers)
        {
            if (!s_left.Contains(name, StringComparer.OrdinalIgnoreCase) && !CacheWish.IsHeader(name.ToLowerInvariant())) headers[name] = values;
        }

        headers["Reprise-Parent"] = cached.Id.ToString();
        headers["Reprise-Tags"] = request.Headers["Reprise-Tags"].ToString() is { Length: > 0 } tags ? $"{Tag},{tags}" : Tag;
        return new HitCheck
        {
            Hit = cached.Id, GivenAt = cached.Call.Captured.Timestamp, Question = cached.Question, Decision = decision, Given = given, Provider = cached.Call.Asked, PathAndQuery = cached.Call.PathAndQuery,
            Method = request.Method, Headers = headers, Request = cached.Call.Recording.Request.ToArray(), Own = OwnOf(cached),
        };
    }

    /// <summary>A check of a replay is no replay: it would be on record as another one of the same original.</summary>
    private static OwnCall? OwnOf(CacheCall cached)
    {
        if (cached.Http.Features.Get<OwnCall>() is not { } own) return null;
        return new OwnCall { Project = own.Project, Labels = own.Labels with { ParentId = cached.Id.ToString(), Tags = [Tag, .. own.Labels.Tags], Replay = null } };
    }

    /// <summary>Whether a hit is among the sample: always the same for one id.</summary>
    public static bool IsSampled(InteractionId id, double rate) => (uint)(id.Value & uint.MaxValue) < rate * uint.MaxValue;
}
