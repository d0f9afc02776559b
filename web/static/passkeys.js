// Says on the page what the passkey scripts would only tell the console.
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  document.getElementById('passkey-trouble').hidden = false
})
