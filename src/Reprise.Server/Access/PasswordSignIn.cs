using Microsoft.AspNetCore.Identity;
using Reprise.Access;
using Reprise.Server.Api;
using Reprise.Settings;

namespace Reprise.Server.Access;

/// <summary>Lets people in by name and password. What goes wrong is said the same way and takes the same time, whatever it was.</summary>
internal sealed class PasswordSignIn(AccessBook book, Users users, SignIns signIns, Passwords passwords, SignInThrottle throttle, ISettingsStore settings, TimeProvider time)
{
    private const string Way = "password";
    private long _refused;

    /// <summary>Attempts with a wrong name or password so far.</summary>
    public long RefusedCount => Interlocked.Read(ref _refused);

    /// <summary>Signs somebody in. Throws a problem.</summary>
    public async Task<(User User, string Token)> BeginAsync(HttpContext http, string name, string password, CancellationToken cancellationToken)
    {
        var user = await CheckAsync(http, name, password, cancellationToken);
        var (_, token) = await signIns.BeginAsync(user.Name, Way, http.Connection.RemoteIpAddress?.ToString(), http.Request.Headers.UserAgent.ToString(), cancellationToken);
        return (user, token);
    }

    /// <summary>The user of that name and password. Throws a problem.</summary>
    public async Task<User> CheckAsync(HttpContext http, string name, string password, CancellationToken cancellationToken)
    {
        var address = http.Connection.RemoteIpAddress;
        if (throttle.Begin(name, address) is { } wait)
        {
            var seconds = Math.Ceiling(wait.TotalSeconds);
            throw new ApiProblem(429, "too-many-attempts", "Too many attempts", $"There were too many attempts to sign in. Wait {seconds:0} seconds.") { RetryAfter = TimeSpan.FromSeconds(seconds) };
        }

        var user = (await book.GetAsync(cancellationToken)).FindUser(name);
        var result = password.Length > PasswordRule.Longest ? PasswordVerificationResult.Failed : await passwords.VerifyAsync(user, password, cancellationToken);
        if (result == PasswordVerificationResult.Failed || user is null or { IsDisabled: true })
        {
            Interlocked.Increment(ref _refused);
            // A name that nobody has may be a password in the wrong field, so it is not written down.
            var details = new AccessDetails { Address = address?.ToString(), Way = Way, Reason = user is null ? "no_such_user" : user.IsDisabled ? "disabled" : "wrong_password" };
            await settings.AppendAuditAsync([AccessDetails.Entry(time, "", Caller.Nobody.Actor, "sign_in.refuse", user?.Name, details)], cancellationToken);
            throw new ApiProblem(401, "sign-in-refused", "That is not right", "There is no such user, or the password is another one.");
        }

        throttle.Succeeded(name, address);
        if (result == PasswordVerificationResult.SuccessRehashNeeded)
            await users.ChangeAsync(user.Name, now => now.PasswordHash == user.PasswordHash ? now with { PasswordHash = passwords.Hash(user.Name, password) } : now, null, "reprise", cancellationToken);
        return user;
    }
}
