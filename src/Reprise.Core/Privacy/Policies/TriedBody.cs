using Reprise.Interactions;

namespace Reprise.Privacy.Policies;

/// <summary>What a policy leaves of a body.</summary>
/// <param name="Body">Null when nothing of it may be kept.</param>
/// <param name="Note">What was done; null when nothing.</param>
/// <param name="Fault">What could not be read, in words; null when all could.</param>
public sealed record TriedBody(Body? Body, PrivacyNote? Note, string? Fault);
