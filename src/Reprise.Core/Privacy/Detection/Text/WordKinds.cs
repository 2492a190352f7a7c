namespace Reprise.Privacy.Detection.Text;

/// <summary>What the lexicon knows about a word. A word may be several things.</summary>
[Flags]
internal enum WordKinds
{
    None = 0,

    /// <summary>An ordinary word that is written small in running text.</summary>
    Common = 1 << 0,
    GivenName = 1 << 1,
    Surname = 1 << 2,

    /// <summary>Stands before a name: Mr, Dr, Frau.</summary>
    Title = 1 << 3,

    /// <summary>Stands inside a name: van, de, bin.</summary>
    Particle = 1 << 4,

    /// <summary>Ends the name of a street that follows its number: Street, Road, Lane.</summary>
    StreetEnd = 1 << 5,

    /// <summary>Begins the name of a street: Rue, Via, Calle.</summary>
    StreetStart = 1 << 6,

    /// <summary>A part of a building: Apt, Suite, Flat.</summary>
    Unit = 1 << 7,

    /// <summary>A state, a province or its code, written large.</summary>
    State = 1 << 8,
    Country = 1 << 9,
    Month = 1 << 10,
    Day = 1 << 11,
    PhoneContext = 1 << 12,
    CardContext = 1 << 13,
    IdContext = 1 << 14,
    BirthContext = 1 << 15,
    AddressContext = 1 << 16,
    PostcodeContext = 1 << 17,
    WalletContext = 1 << 18,
    IpContext = 1 << 19,
    PassportContext = 1 << 20,
    LicenceContext = 1 << 21,

    /// <summary>Says that what follows is a version and no address.</summary>
    VersionContext = 1 << 22,

    /// <summary>Says that what stands before or after is an organisation: Inc, Ltd, University.</summary>
    Organisation = 1 << 23,

    /// <summary>A city or region, or another name of a place.</summary>
    Place = 1 << 24,

    /// <summary>Says that a number is an identity number of a state: ssn, pesel, nino.</summary>
    StrongIdContext = 1 << 25,

    /// <summary>A well-known name of a product, a company, a language or a work, and no person.</summary>
    Brand = 1 << 26,

    /// <summary>The surname of a public figure or a figure of fiction that few other people have.</summary>
    Famous = 1 << 27,
}
