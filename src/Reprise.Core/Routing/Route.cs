using System.Buffers.Binary;
using System.Globalization;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Routing;

/// <summary>A route in force.</summary>
public sealed record Route
{
    /// <summary>The kind of settings that hold a route; the key is its name, the value a <see cref="RouteValues"/>.</summary>
    public const string SettingKind = "route";
    public const string NameRule = "1 to 64 of a-z, 0-9, '-', '_' and '.'";

    private const int StandardOrder = 100;

    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        "provider", "name", "dialect", "kind", "model", "user", "session", "trace", "parent", "prompt_type", "tag", "prompt_template", "stream", "ip", "request_bytes",
    };

    public required string Project { get; init; }
    public required string Name { get; init; }
    public required RouteValues Values { get; init; }

    /// <summary>The filter as it was read.</summary>
    public Filter Filter { get; init; } = Filter.All;

    /// <summary>Why it takes no calls, for people; null when it does.</summary>
    public string? Mistake { get; init; }

    public bool IsActive => Values.Enabled != false && Mistake is null;
    public int Order => Values.Order ?? StandardOrder;

    public static bool IsValidName(string? name) => name is { Length: > 0 and <= 64 } && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');

    /// <summary>A route of these values; one that cannot be used says why and takes no calls.</summary>
    public static Route Of(string project, string name, RouteValues? values)
    {
        if (values is null) return new Route { Project = project, Name = name, Values = new RouteValues(), Mistake = "It was written by another version; set it again." };
        if (values.Mistakes().FirstOrDefault() is { Name: { } wrong, Mistake: var why }) return new Route { Project = project, Name = name, Values = values, Mistake = $"{wrong} {why}." };
        if (string.IsNullOrWhiteSpace(values.Filter)) return new Route { Project = project, Name = name, Values = values };
        var reading = FilterParser.Parse(values.Filter, DateTimeOffset.UnixEpoch);
        if (reading.Filter is not { } filter) return new Route { Project = project, Name = name, Values = values, Mistake = $"The filter has a mistake at character {reading.Error!.Position + 1}: {reading.Error.Message}." };
        return new Route { Project = project, Name = name, Values = values, Filter = filter, Mistake = UnknownIn(filter) };
    }

    /// <summary>Whether it takes a call.</summary>
    /// <param name="model">The model that is asked for.</param>
    /// <param name="call">What is known of it; made only where the route has a filter.</param>
    public bool Takes(string model, Func<Interaction> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!IsActive) return false;
        if (Values.Models.Count > 0 && !Values.Models.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, model, ignoreCase: true))) return false;
        return ReferenceEquals(Filter, Filter.All) || new FilterMatch(call(), FactFold.Empty, "").Matches(Filter);
    }

    /// <summary>Chooses the first target, and says who is next when it fails.</summary>
    /// <param name="conversation">What the call belongs to, see <see cref="RouteValues.Sticky"/>; null deals it out anew.</param>
    /// <param name="score">Of the request; used by <see cref="RouteStrategy.Complexity"/>.</param>
    public RouteDecision Decide(string? conversation, ComplexityScore? score)
    {
        var targets = Values.Targets;
        var (first, reason) = Values.Strategy switch
        {
            RouteStrategy.Weighted => Dealt(conversation),
            RouteStrategy.Complexity => ByComplexity(score?.Score ?? 0, score),
            _ => (0, "first in order"),
        };
        // Stronger ones before weaker ones: what is meant for a cheap model a strong one can do.
        var others = Values.Fallback == false ? [] : targets.Skip(first + 1).Concat(targets.Take(first).Reverse());
        return new RouteDecision(this, [targets[first], .. others], reason, score);
    }

    private (int, string) Dealt(string? conversation)
    {
        var total = Values.Targets.Sum(static target => (long)(target.Weight ?? 1));
        var point = conversation is null ? Random.Shared.NextInt64(total) : (long)(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}\n{conversation}"))) % (ulong)total);
        for (var i = 0; i < Values.Targets.Count; i++)
        {
            var weight = Values.Targets[i].Weight ?? 1;
            if (point < weight) return (i, string.Create(CultureInfo.InvariantCulture, $"weight {weight} of {total}"));
            point -= weight;
        }

        return (0, "first in order");
    }

    private (int, string) ByComplexity(int score, ComplexityScore? told)
    {
        for (var i = 0; i < Values.Targets.Count; i++)
        {
            if (Values.Targets[i].UpTo is { } most && score > most) continue;
            var bound = Values.Targets[i].UpTo is { } to ? string.Create(CultureInfo.InvariantCulture, $", up to {to}") : i == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", above {Values.Targets[i - 1].UpTo}");
            return (i, (told?.ToString() ?? "complexity 0") + bound);
        }

        return (Values.Targets.Count - 1, "complexity");
    }

    /// <summary>What of a filter cannot be known before a call is made.</summary>
    private static string? UnknownIn(Filter filter) => filter switch
    {
        AndFilter and => and.Parts.Select(UnknownIn).FirstOrDefault(static mistake => mistake is not null),
        OrFilter or => or.Parts.Select(UnknownIn).FirstOrDefault(static mistake => mistake is not null),
        NotFilter not => UnknownIn(not.Inner),
        FieldFilter field when s_known.Contains(field.Field.Name) || field.Field.Name.StartsWith(FilterFields.MetadataPrefix, StringComparison.Ordinal) => null,
        FieldFilter field => $"The filter asks for {field.Field.Name}, which is not known before a call is made; a route can ask for {string.Join(", ", s_known.Order(StringComparer.Ordinal))} and metadata.key.",
        _ => "The filter asks for words of a text, which a route does not read.",
    };
}

/// <param name="Route">The route that took the call.</param>
/// <param name="Targets">Where it goes, and where next when that fails.</param>
/// <param name="Reason">Why there, in a line.</param>
/// <param name="Score">What the request's complexity is made of; null where nobody asked.</param>
public sealed record RouteDecision(Route Route, IReadOnlyList<RouteTarget> Targets, string Reason, ComplexityScore? Score);
