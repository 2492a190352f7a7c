using Reprise.Security.Policies;

namespace Reprise.Server.Security;

/// <summary>What policies did at the gateway since the server started. Safe for use from many threads.</summary>
internal sealed class SecurityCounters
{
    private long _requests;
    private long _answers;
    private long _redacted;
    private long _blockedRequests;
    private long _blockedAnswers;

    public long Requests => Interlocked.Read(ref _requests);
    public long Answers => Interlocked.Read(ref _answers);
    public long Redacted => Interlocked.Read(ref _redacted);
    public long BlockedRequests => Interlocked.Read(ref _blockedRequests);
    public long BlockedAnswers => Interlocked.Read(ref _blockedAnswers);

    public void AddChecked(SecuritySide side) => Interlocked.Increment(ref side == SecuritySide.Request ? ref _requests : ref _answers);

    public void AddRedacted() => Interlocked.Increment(ref _redacted);

    public void AddBlocked(SecuritySide side) => Interlocked.Increment(ref side == SecuritySide.Request ? ref _blockedRequests : ref _blockedAnswers);
}
