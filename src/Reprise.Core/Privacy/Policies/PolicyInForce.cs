using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Reprise.Encryption;
using Reprise.Privacy.Detection;
using Reprise.Privacy.Redaction;

namespace Reprise.Privacy.Policies;

/// <summary>A project's policy, ready to be followed. Safe for use from many threads.</summary>
public sealed class PolicyInForce
{
    private readonly FrozenSet<string> _optOuts;
    private readonly UserPseudonyms _users;
    private readonly string _project;

    internal PolicyInForce(string project, PrivacyPolicy policy, FrozenSet<string> optOuts, bool isSet, Detector detector, IProjectSecrets secrets, UserPseudonyms users)
    {
        (_project, _optOuts, _users, Policy, IsSet) = (project, optOuts, users, policy, isSet);
        Text = new TextRedactor(policy, detector, secrets, project);
        Body = new BodyRedactor(policy, Text, policy.HashUsers ? UserOf : null);
    }

    public PrivacyPolicy Policy { get; }

    /// <summary>Whether somebody set it; false for what holds where nobody did.</summary>
    public bool IsSet { get; }

    public TextRedactor Text { get; }

    public BodyRedactor Body { get; }

    /// <summary>Whether there is nothing to do for any call.</summary>
    internal bool IsIdle => !ShapesBodies && !ShapesColumns && !Restricts && Policy is { Sample: >= 1, ConsentRequired: false } && _optOuts.Count == 0;

    internal bool ShapesColumns => Policy.HashUsers || Policy.Ip != AddressRule.Store || Text.LooksForAnything;

    internal bool Restricts => Policy.Input == ContentRule.Restrict || Policy.Output == ContentRule.Restrict || Policy.System == ContentRule.Restrict || Policy.Tools == ContentRule.Restrict;

    /// <summary>Whether who asks has to be known, also where only the body says it.</summary>
    internal bool AsksForUser => _optOuts.Count > 0;

    /// <summary>Whether a body can come out other than it went in.</summary>
    internal bool ShapesBodies => Policy.ReadsBodies || Policy.HashUsers;

    /// <summary>Follows the policy for one body, without keeping anything.</summary>
    public TriedBody Try(Interactions.Body body, BodySide side)
    {
        ArgumentNullException.ThrowIfNull(body);
        var notes = new RedactionNotes();
        var shaped = Body.Redact(body, side, notes);
        PolicyMarks.Add(Policy, side == BodySide.Request && shaped is not null, side == BodySide.Response && shaped is not null, notes);
        return new TriedBody(Policy.MetadataOnly ? null : shaped, PolicyMarks.ToNote(Policy, notes), notes.Fault);
    }

    public bool HasOptedOut(string? user) => user is not null && _optOuts.Count > 0 && _optOuts.Contains(_users.OptOutKey(_project, user));

    /// <summary>A user's id as it is kept.</summary>
    public string UserOf(string user) => Policy.HashUsers ? _users.Of(_project, user) : user;

    /// <summary>The caller's address as it is kept; null when it is not.</summary>
    public string? AddressOf(string? address)
    {
        if (string.IsNullOrEmpty(address)) return address;
        return Policy.Ip switch
        {
            AddressRule.Store => address,
            AddressRule.Truncate => Truncated(address),
            AddressRule.Hash => _users.OfAddress(_project, address),
            _ => null,
        };
    }

    /// <summary>Whether a call of a session, or one without, is among those that are recorded: always the same for one session.</summary>
    internal bool IsSampled(string session)
    {
        if (Policy.Sample >= 1) return true;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{_project}\n{session}"));
        return BinaryPrimitives.ReadUInt32BigEndian(hash) / (double)(1L << 32) < Policy.Sample;
    }

    /// <summary>Null for what is no address.</summary>
    private static string? Truncated(string text)
    {
        if (!IPAddress.TryParse(text, out var address)) return null;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6).Clear();
        return new IPAddress(bytes).ToString();
    }
}
