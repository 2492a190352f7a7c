namespace Reprise.Access;

/// <summary>What a route asks of whoever calls it, in the project that the request names.</summary>
public enum Permission
{
    /// <summary>Nothing: health, sign-in, the page's own files.</summary>
    Public,

    /// <summary>To be somebody, in whatever project.</summary>
    SignedIn,

    /// <summary>To write: calls through the gateway, records, facts of programs. Recorders, analysts and owners.</summary>
    Record,

    /// <summary>To read the record. Reviewers, analysts and owners.</summary>
    Read,

    /// <summary>To say something about interactions. Reviewers, analysts, owners, and recorders for what they recorded.</summary>
    Review,

    /// <summary>To work with the record. Analysts and owners.</summary>
    Analyse,

    /// <summary>To decide for the project. Owners.</summary>
    Own,

    /// <summary>To decide for the installation: users, projects, backups, encryption keys. Administrators.</summary>
    Administer,
}
