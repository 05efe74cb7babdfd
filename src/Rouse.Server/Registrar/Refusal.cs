namespace Rouse.Server.Registrar;

/// <param name="Status">What a REGISTER that cannot be applied is answered.</param>
/// <param name="Phrase">Names the reason.</param>
readonly record struct Refusal(int Status, string? Phrase)
{
    public static readonly Refusal Contact = new(400, "Malformed Contact");
    public static readonly Refusal Path = new(400, "Malformed Path");
    public static readonly Refusal StrictPath = new(400, "Path Without lr");
    public static readonly Refusal PathUnsupported = new(420, null);
    public static readonly Refusal FirstHop = new(439, null);
    public static readonly Refusal ContactIsAor = new(403, "Contact Leads Back To Its User");
    public static readonly Refusal Wildcard = new(400, "Contact * Needs Expires 0 And No Other Contact");
    public static readonly Refusal NoSipContact = new(400, "Contact Is No SIP URI");
    public static readonly Refusal Sips = new(400, "SIPS Contact Needs SIPS In Request-URI, Path And Every Contact");
    public static readonly Refusal SeveralFlows = new(400, "One Contact With reg-id At A Time");
    public static readonly Refusal TooManyContacts = new(403, "Too Many Contacts");
    public static readonly Refusal TooBrief = new(423, null);
}
