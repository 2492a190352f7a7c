using System.Net.Http.Headers;
using Reprise.Client.Documents;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>Who this client is to the server.</summary>
    public Task<MeDocument> GetMeAsync(CancellationToken cancellationToken = default) => GetAsync("api/me", ClientJson.Default.MeDocument, cancellationToken);

    public async Task<IReadOnlyList<UserDocument>> ListUsersAsync(CancellationToken cancellationToken = default) =>
        (await GetAsync("api/users", ClientJson.Default.UserList, cancellationToken).ConfigureAwait(false)).Items;

    public Task<UserDocument> CreateUserAsync(NewUser user, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/users", Json(user, ClientJson.Default.NewUser), ClientJson.Default.UserDocument, cancellationToken);

    public Task<UserDocument> ChangeUserAsync(string name, UserChange change, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Patch, UserPath(name), Json(change, ClientJson.Default.UserChange), ClientJson.Default.UserDocument, cancellationToken);

    public Task RemoveUserAsync(string name, CancellationToken cancellationToken = default) => DeleteAsync(UserPath(name), cancellationToken);

    /// <summary>The keys of the project; of administrators when <paramref name="installation"/>.</summary>
    public async Task<IReadOnlyList<KeyDocument>> ListKeysAsync(bool installation = false, CancellationToken cancellationToken = default) =>
        (await GetAsync(KeyPath(null, installation), ClientJson.Default.KeyList, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>Makes a key. It is told once.</summary>
    public Task<MadeKey> CreateKeyAsync(NewKey key, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/keys", Json(key, ClientJson.Default.NewKey), ClientJson.Default.MadeKey, cancellationToken);

    public Task<KeyDocument> RevokeKeyAsync(string id, bool installation = false, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Delete, KeyPath(id, installation), null, ClientJson.Default.KeyDocument, cancellationToken);

    public async Task<IReadOnlyList<MemberDocument>> ListMembersAsync(CancellationToken cancellationToken = default) =>
        (await GetAsync("api/members", ClientJson.Default.MemberList, cancellationToken).ConfigureAwait(false)).Items;

    public Task<MemberDocument> SetMemberAsync(string user, string role, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Put, MemberPath(user), Json(new MemberRole(role), ClientJson.Default.MemberRole), ClientJson.Default.MemberDocument, cancellationToken);

    public Task RemoveMemberAsync(string user, CancellationToken cancellationToken = default) => DeleteAsync(MemberPath(user), cancellationToken);

    /// <summary>Sets a project up, or describes it anew.</summary>
    public async Task SetProjectAsync(string name, string? description, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(HttpMethod.Put, ProjectPath(name), Json(new ProjectSetting(description), ClientJson.Default.ProjectSetting), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets what was said of a project, its members and its keys; its record stays.</summary>
    public Task RemoveProjectAsync(string name, CancellationToken cancellationToken = default) => DeleteAsync(ProjectPath(name), cancellationToken);

    /// <summary>The audit log as the server writes it, to be read as it comes.</summary>
    /// <param name="search">Which entries.</param>
    /// <param name="format"><c>jsonl</c> or <c>csv</c>.</param>
    /// <param name="to">Gets the bytes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task ExportAuditAsync(AuditSearch search, string format, Stream to, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentNullException.ThrowIfNull(to);
        var path = new QueryText("api/audit/export").And("format", format).And("action", search.Action).And("actor", search.Actor).And("subject", search.Subject).And("scope", search.Scope).And("from", search.From).And("to", search.To);
        using var request = new HttpRequestMessage(HttpMethod.Get, path.ToString());
        using var response = await SendAsync(request, new MediaTypeWithQualityHeaderValue("*/*"), cancellationToken).ConfigureAwait(false);
        await response.Content.CopyToAsync(to, cancellationToken).ConfigureAwait(false);
    }

    private async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, path, null, cancellationToken).ConfigureAwait(false);
    }

    private static string UserPath(string name) => $"api/users/{Uri.EscapeDataString(name)}";

    private static string MemberPath(string user) => $"api/members/{Uri.EscapeDataString(user)}";

    private static string ProjectPath(string name) => $"api/projects/{Uri.EscapeDataString(name)}";

    private static string KeyPath(string? id, bool installation) => new QueryText(id is null ? "api/keys" : $"api/keys/{Uri.EscapeDataString(id)}").And("scope", installation ? "installation" : null).ToString();
}
